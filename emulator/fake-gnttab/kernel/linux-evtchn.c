// SPDX-License-Identifier: GPL-2.0
/* The kernel's own evtchn.c, unmodified */
#include "evtchn.c"
