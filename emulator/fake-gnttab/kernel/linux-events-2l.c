// SPDX-License-Identifier: GPL-2.0
/* The kernel's own events_2l.c, unmodified */
#include "events_2l.c"
