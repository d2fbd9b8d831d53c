// SPDX-License-Identifier: GPL-2.0
/* The kernel's own balloon.c, unmodified, started by enlighten.c */
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/swap.h>
#include <asm/tlbflush.h>
#include "guest.h"

#undef subsys_initcall
#define subsys_initcall(fn) int __init fake_xen_balloon_init(void) { return fn(); }
/* Waits for the end of the boot's ballooning: there is none */
#undef late_initcall_sync
#define late_initcall_sync(fn) int __init fake_xen_balloon_wait(void) { return fn(); }
int fake_xen_balloon_wait(void);

/* A module cannot see these. The first bounds regions that no guest has here. */
#define max_pfn max_mapnr
/* Tells whether shrinking further is worth a later try */
#define totalreserve_pages 0UL
/* The second stage changes the linear mapping by itself */
#define flush_tlb_all() do { } while (0)

/*
 * Pages that come back stay in the balloon until its thread has another reason
 * to run, perhaps for an hour. Give it one, so that "ballooned" in the counters
 * returns to where it was, and a page that was lost shows.
 */
#define xen_free_ballooned_pages stock_free_ballooned_pages

#undef pr_fmt
#include "balloon.c"

#undef xen_free_ballooned_pages
void xen_free_ballooned_pages(unsigned int nr_pages, struct page **pages);

void xen_free_ballooned_pages(unsigned int nr_pages, struct page **pages)
{
	unsigned int i;

	/*
	 * The last in is the first out. Backwards, so that neighbours stay
	 * neighbours, and the host can go on merging their mappings.
	 */
	for (i = nr_pages; i > 0; i--)
		stock_free_ballooned_pages(1, &pages[i - 1]);
	mutex_lock(&balloon_mutex);
	balloon_state = BP_DONE;
	mutex_unlock(&balloon_mutex);
	wake_up(&balloon_thread_wq);
}
EXPORT_SYMBOL(xen_free_ballooned_pages);
