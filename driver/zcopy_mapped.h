/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ZCOPY_MAPPED_H_
#define _ZCOPY_MAPPED_H_

#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "zcopy_core.h"

struct page;
struct zcopy_batch;

/**
 * struct zcopy_mapping - how to undo the mapping of one page
 * @dev_bus_addr: what the hypervisor answered, where it is asked for (x86 PV)
 * @handle: INVALID_GRANT_HANDLE when the page is not mapped
 */
struct zcopy_mapping {
	u64 dev_bus_addr;
	grant_handle_t handle;
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
	struct zcopy_batch *batch;
	struct mutex lock; /* protects attached */
	struct list_head attached;
};

#endif /* _ZCOPY_MAPPED_H_ */
