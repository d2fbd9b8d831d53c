// SPDX-License-Identifier: GPL-2.0
/* The kernel's own mem-reservation.c, unmodified */
#include <linux/moduleparam.h>
#define core_param(name, variable, type, perm) \
	module_param(variable, type, perm)
#include "mem-reservation.c"
