// SPDX-License-Identifier: GPL-2.0
/* The kernel's own grant-table.c, unmodified, started by enlighten.c */
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <xen/features.h>
#include <xen/grant_table.h>
#include <xen/swiotlb-xen.h>
#include "guest.h"

/* gnttab_init() is called directly, as for other guests with a second stage */
#undef core_initcall_sync
#define core_initcall_sync(fn) int fake_xen_gnttab_early(void) { return fn(); }
int fake_xen_gnttab_early(void);

/* Only asked in order to choose a version; a module cannot see it */
#define max_possible_pfn 0ULL

/*
 * With a second stage this file never maps the status frames of a version 2
 * table, and dies of the first use. Let it set such a table up in the way it
 * does without a second stage, which ends in arch_gnttab_map_status().
 */
#define xen_feature(flag) (xen_feature(flag) && gnttab_interface->version == 1)

#undef pr_fmt
#include "grant-table.c"

/* For tests that look at entries: elsewhere they find the table's mapping */
EXPORT_SYMBOL_GPL(xen_auto_xlat_grant_frames);
