// SPDX-License-Identifier: GPL-2.0
/* The kernel's own events_fifo.c, unmodified */
#include "events_fifo.c"
