// SPDX-License-Identifier: GPL-2.0
/*
 * Granted buffers: the pages of a dma-buf become grant references for a foreign
 * domain.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include <xen/grant_table.h>
#include <xen/page.h>

#include "zcopy_core.h"
#include "zcopy_trace.h"

/* How soon a peer that still maps is asked again: first, and at last. */
#define ZCOPY_RETRY_MIN_MS	10
#define ZCOPY_RETRY_MAX_MS	1000

/**
 * struct zcopy_granted - pages of another driver, granted to a foreign domain
 * @work: ends the grants
 * @charge: entry in the books; in_use is the number of @refs that are left
 * @dmabuf: where the pages come from, with a reference
 * @attach: of @dmabuf
 * @sgt: of @attach
 * @refs: one per page, in the order of the buffer; while ending, those that are
 *	left, in any order
 * @retry_ms: how long the next pause will be
 */
struct zcopy_granted {
	struct delayed_work work;
	struct zcopy_charge charge;
	struct dma_buf *dmabuf;
	struct dma_buf_attachment *attach;
	struct sg_table *sgt;
	grant_ref_t *refs;
	unsigned int retry_ms;
};

static void zcopy_granted_free(struct zcopy_granted *granted)
{
	kvfree(granted->refs);
	kfree(granted);
}

static int zcopy_granted_attach(struct zcopy_granted *granted,
				struct device *dev, struct dma_buf *dmabuf)
{
	granted->attach = dma_buf_attach(dmabuf, dev);
	if (IS_ERR(granted->attach))
		return PTR_ERR(granted->attach);

	granted->sgt = dma_buf_map_attachment_unlocked(granted->attach,
						       DMA_BIDIRECTIONAL);
	if (IS_ERR(granted->sgt)) {
		dma_buf_detach(dmabuf, granted->attach);
		return PTR_ERR(granted->sgt);
	}

	get_dma_buf(dmabuf);
	granted->dmabuf = dmabuf;
	return 0;
}

static void zcopy_granted_detach(struct zcopy_granted *granted)
{
	dma_buf_unmap_attachment_unlocked(granted->attach, granted->sgt,
					  DMA_BIDIRECTIONAL);
	dma_buf_detach(granted->dmabuf, granted->attach);
	dma_buf_put(granted->dmabuf);
}

/* Can this page frame be granted? Not when it is a device's, or foreign itself. */
static bool zcopy_is_own_page(unsigned long pfn)
{
	return pfn_valid(pfn) && !xen_page_foreign(pfn_to_page(pfn));
}

/*
 * The addresses are page frames of this domain: see zcopy_device.c. An importer
 * must not look at the sg table's pages.
 */
static int zcopy_check_sgt(struct sg_table *sgt, unsigned int nr_pages)
{
	struct scatterlist *sg;
	u64 total = 0;
	unsigned int i;

	for_each_sgtable_dma_sg(sgt, sg, i) {
		dma_addr_t addr = sg_dma_address(sg);
		unsigned int len = sg_dma_len(sg);
		unsigned int offset;

		if (!len || !IS_ALIGNED(addr, PAGE_SIZE) ||
		    !IS_ALIGNED(len, PAGE_SIZE))
			return -EINVAL;

		for (offset = 0; offset < len; offset += PAGE_SIZE)
			if (!zcopy_is_own_page(PHYS_PFN(addr + offset)))
				return -EINVAL;
		total += len;
	}

	return total == (u64)nr_pages << PAGE_SHIFT ? 0 : -EINVAL;
}

/*
 * Grants page by page: the kernel's allocator of many references at once counts
 * in 16 bits, and would fail although a page's worth at a time is to be had.
 */
static int zcopy_grant_sgt(struct zcopy_granted *granted)
{
	struct scatterlist *sg;
	unsigned int i, offset, count = 0;
	int ref;

	for_each_sgtable_dma_sg(granted->sgt, sg, i) {
		for (offset = 0; offset < sg_dma_len(sg); offset += PAGE_SIZE) {
			unsigned long pfn = PHYS_PFN(sg_dma_address(sg) + offset);

			ref = gnttab_grant_foreign_access(granted->charge.domid,
							  pfn_to_gfn(pfn), 0);
			if (ref < 0)
				return ref;

			granted->refs[count++] = ref;
			WRITE_ONCE(granted->charge.in_use, count);
			if (fatal_signal_pending(current))
				return -EINTR;
			cond_resched();
		}
	}
	return 0;
}

/* Ends what the peer does not map. True when nothing is left. */
static bool zcopy_try_end(struct zcopy_granted *granted)
{
	unsigned int i, left = 0;

	for (i = 0; i < granted->charge.in_use; i++) {
		if (!gnttab_try_end_foreign_access(granted->refs[i]))
			granted->refs[left++] = granted->refs[i];
		cond_resched();
	}
	WRITE_ONCE(granted->charge.in_use, left);
	return !left;
}

/* The end of a buffer without grants. The caller puts the module reference. */
static void zcopy_granted_destroy(struct zcopy_granted *granted)
{
	trace_xen_zcopy_end(granted->charge.domid, granted->charge.pages, 0, 0);
	zcopy_granted_detach(granted);
	zcopy_uncharge(&granted->charge);
	zcopy_granted_free(granted);
}

static void zcopy_granted_work(struct work_struct *work)
{
	struct zcopy_granted *granted =
		container_of(to_delayed_work(work), struct zcopy_granted, work);

	if (!zcopy_try_end(granted)) {
		queue_delayed_work(zcopy_wq, &granted->work,
				   msecs_to_jiffies(granted->retry_ms));
		granted->retry_ms = min_t(unsigned int, granted->retry_ms * 2,
					  ZCOPY_RETRY_MAX_MS);
		return;
	}

	zcopy_granted_destroy(granted);
	module_put(THIS_MODULE);
}

/**
 * zcopy_granted_create() - grant all pages of a dma-buf to a domain
 * @account: of the open file that makes it
 * @dev: from zcopy_device_create()
 * @dmabuf: another driver's buffer
 * @domid: who may map it
 * @nr_pages: size that the caller expects
 *
 * Return: the granted buffer, to be given to zcopy_granted_end(), or an ERR_PTR():
 * -EINVAL when the size differs or the memory is not made of whole pages of this
 * domain, -EDQUOT, -ENOMEM, -ENOSPC when the grant table is full, -EINTR when the
 * process is being killed, or what the exporter answers.
 */
struct zcopy_granted *zcopy_granted_create(struct zcopy_account *account,
					   struct device *dev,
					   struct dma_buf *dmabuf,
					   domid_t domid,
					   unsigned int nr_pages)
{
	struct zcopy_granted *granted;
	int ret;

	if (!nr_pages || (u64)dmabuf->size != (u64)nr_pages << PAGE_SHIFT)
		return ERR_PTR(-EINVAL);

	granted = kzalloc(sizeof(*granted), ZCOPY_GFP_USER);
	if (!granted)
		return ERR_PTR(-ENOMEM);

	INIT_DELAYED_WORK(&granted->work, zcopy_granted_work);
	granted->retry_ms = ZCOPY_RETRY_MIN_MS;

	ret = zcopy_charge(&granted->charge, account, ZCOPY_GRANTED, domid,
			   nr_pages);
	if (ret)
		goto err_free;

	ret = -ENOMEM;
	granted->refs = kvmalloc_array(nr_pages, sizeof(*granted->refs),
				       ZCOPY_GFP_USER);
	if (!granted->refs)
		goto err_uncharge;

	ret = zcopy_granted_attach(granted, dev, dmabuf);
	if (ret)
		goto err_uncharge;

	ret = zcopy_check_sgt(granted->sgt, nr_pages);
	if (ret)
		goto err_detach;

	__module_get(THIS_MODULE);
	ret = zcopy_grant_sgt(granted);
	trace_xen_zcopy_grant(domid, nr_pages, 0, ret);
	if (ret) {
		zcopy_granted_end(granted);
		return ERR_PTR(ret);
	}
	return granted;

err_detach:
	zcopy_granted_detach(granted);
err_uncharge:
	zcopy_uncharge(&granted->charge);
err_free:
	zcopy_granted_free(granted);
	return ERR_PTR(ret);
}

/**
 * zcopy_granted_refs() - the references of a granted buffer
 * @granted: the buffer
 *
 * Return: one per page, valid until zcopy_granted_end().
 */
const grant_ref_t *zcopy_granted_refs(const struct zcopy_granted *granted)
{
	return granted->refs;
}

/**
 * zcopy_granted_end() - take the grants back, and let go of the dma-buf after that
 * @granted: with whatever part of its pages granted; not to be used by the caller
 *	afterwards
 *
 * All is done on return, unless the peer still maps some of it: that is not
 * waited for, see rule 15.
 */
void zcopy_granted_end(struct zcopy_granted *granted)
{
	if (!zcopy_try_end(granted)) {
		zcopy_charge_ending(&granted->charge);
		queue_delayed_work(zcopy_wq, &granted->work,
				   msecs_to_jiffies(granted->retry_ms));
		return;
	}

	zcopy_granted_destroy(granted);
	/* The caller runs on a reference of its own, that of the open file. */
	module_put(THIS_MODULE);
}
