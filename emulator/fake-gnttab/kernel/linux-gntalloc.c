// SPDX-License-Identifier: GPL-2.0
/* The kernel's own gntalloc.c, unmodified */
#include "gntalloc.c"
