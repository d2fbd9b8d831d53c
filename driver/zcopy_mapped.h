/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ZCOPY_MAPPED_H_
#define _ZCOPY_MAPPED_H_

#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include <xen/grant_table.h>

#include "zcopy_core.h"

struct page;

/*
 * References per hypercall: enough that its cost does not show, few enough that
 * a signal is noticed soon.
 */
#define ZCOPY_BATCH	64

/**
 * struct zcopy_batch - arguments of one hypercall
 * @map: to map
 * @unmap: to unmap
 * @wait: for gnttab_unmap_refs_sync(); too large, and too well watched by
 *	debugobjects, for the stack
 */
struct zcopy_batch {
	union {
		struct gnttab_map_grant_ref map[ZCOPY_BATCH];
		struct gnttab_unmap_grant_ref unmap[ZCOPY_BATCH];
	};
	struct gntab_unmap_queue_data wait;
};

/**
 * struct zcopy_mapping - how to undo the mapping of one page
 * @dev_bus_addr: what the hypervisor answered, where it is asked for (x86 PV)
 * @handle: INVALID_GRANT_HANDLE when the page is not mapped
 * @range_handle: of the second mapping, in &zcopy_mapped.range; likewise
 */
struct zcopy_mapping {
	u64 dev_bus_addr;
	grant_handle_t handle;
	grant_handle_t range_handle;
};

/**
 * struct zcopy_mapped - pages of a foreign domain, mapped here
 * @ref: one for every GEM object and for the dma-buf
 * @work: destroys the buffer when @ref is gone
 * @charge: entry in the books, with the domain and the release record
 * @nr_pages: length of @pages and @mappings
 * @pages: page frames without memory of their own, behind which the foreign
 *	pages appear
 * @mappings: per page
 * @range: kernel addresses where all pages appear in a row for as long as the
 *	buffer lives (x86 PV: see zcopy_pv.c), or NULL: vmap() makes such
 * @batch: room for one hypercall's arguments, so that unmapping allocates nothing
 * @lock: protects @attached; innermost, no allocation under it
 * @attached: live mappings for devices (zcopy_dmabuf.c)
 */
struct zcopy_mapped {
	struct kref ref;
	struct work_struct work;
	struct zcopy_charge charge;
	unsigned int nr_pages;
	struct page **pages;
	struct zcopy_mapping *mappings;
	void *range;
	struct zcopy_batch *batch;
	struct mutex lock; /* protects attached */
	struct list_head attached;
};

/* Is page @i mapped into the range? */
static inline bool zcopy_is_in_range(const struct zcopy_mapped *mapped,
				     unsigned int i)
{
	return mapped->mappings[i].range_handle != INVALID_GRANT_HANDLE;
}

/* zcopy_pv.c: the range; does nothing where there is none */

#ifdef CONFIG_XEN_PV
int zcopy_pv_alloc(struct zcopy_mapped *mapped);
void zcopy_pv_map(struct zcopy_mapped *mapped, const grant_ref_t *refs,
		  unsigned int first, unsigned int count);
void zcopy_pv_unmap(struct zcopy_mapped *mapped, unsigned int first,
		    unsigned int count);
void zcopy_pv_free(struct zcopy_mapped *mapped);
#else
static inline int zcopy_pv_alloc(struct zcopy_mapped *mapped)
{
	return 0;
}

static inline void zcopy_pv_map(struct zcopy_mapped *mapped,
				const grant_ref_t *refs, unsigned int first,
				unsigned int count)
{
}

static inline void zcopy_pv_unmap(struct zcopy_mapped *mapped,
				  unsigned int first, unsigned int count)
{
}

static inline void zcopy_pv_free(struct zcopy_mapped *mapped)
{
}
#endif /* CONFIG_XEN_PV */

#endif /* _ZCOPY_MAPPED_H_ */
