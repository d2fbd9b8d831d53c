// SPDX-License-Identifier: GPL-2.0
/*
 * Mapped buffers: grant references of a foreign domain become pages of ours.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include <xen/grant_table.h>
#include <xen/xen.h>

#include "zcopy_mapped.h"
#include "zcopy_trace.h"

/*
 * PV needs the machine address in its M2P tables for devices; elsewhere the flag
 * asks for a second mapping that the hypervisor refuses.
 */
static u32 zcopy_map_flags(void)
{
	u32 flags = GNTMAP_host_map;

	if (xen_pv_domain())
		flags |= GNTMAP_device_map;
	return flags;
}

static int zcopy_status_to_errno(s16 status)
{
	switch (status) {
	case GNTST_okay:
		return 0;
	case GNTST_bad_gntref:
		return -ENXIO;
	case GNTST_bad_domain:
		return -ESRCH;
	case GNTST_permission_denied:
		return -EPERM;
	case GNTST_no_device_space:
	case GNTST_no_space:
		return -ENOSPC;
	case GNTST_bad_page:	/* what gnttab_map_refs() makes of endless eagain */
		return -EREMOTEIO;
	default:
		return -EIO;
	}
}

static void *zcopy_page_address(struct zcopy_mapped *mapped, unsigned int i)
{
	/* Pages to map grants into are never highmem. */
	return page_address(mapped->pages[i]);
}

static void zcopy_refuse(struct zcopy_mapped *mapped, unsigned int position,
			 const struct gnttab_map_grant_ref *op)
{
	struct zcopy_refusal refusal = {
		.position = position + 1,
		.count = mapped->nr_pages,
		.ref = op->ref,
		.domid = op->dom,
		.status = op->status,
	};

	zcopy_account_refused(mapped->charge.account, &refusal);
}

/* What the last hypercall for these pages says: 0, or the first refusal's errno. */
static int zcopy_batch_result(struct zcopy_mapped *mapped, unsigned int first,
			      unsigned int count)
{
	const struct gnttab_map_grant_ref *ops = mapped->batch->map;
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (ops[i].status == GNTST_okay)
			continue;
		zcopy_refuse(mapped, first + i, &ops[i]);
		return zcopy_status_to_errno(ops[i].status);
	}
	return 0;
}

static int zcopy_map_batch(struct zcopy_mapped *mapped, const grant_ref_t *refs,
			   unsigned int first, unsigned int count)
{
	struct gnttab_map_grant_ref *ops = mapped->batch->map;
	unsigned int i;
	int ret, err;

	for (i = 0; i < count; i++) {
		gnttab_set_map_op(&ops[i],
				  (unsigned long)zcopy_page_address(mapped, first + i),
				  zcopy_map_flags(), refs[first + i],
				  mapped->charge.domid);
		/* In case that the hypercall fails as a whole. */
		ops[i].status = GNTST_general_error;
	}

	err = gnttab_map_refs(ops, NULL, mapped->pages + first, count);

	for (i = 0; i < count; i++) {
		struct zcopy_mapping *mapping = &mapped->mappings[first + i];

		if (ops[i].status == GNTST_okay) {
			mapping->handle = ops[i].handle;
			mapping->dev_bus_addr = ops[i].dev_bus_addr;
		}
	}

	ret = zcopy_batch_result(mapped, first, count);
	if (!ret && err)
		ret = -EIO;
	if (ret || !mapped->range)
		return ret;

	zcopy_pv_map(mapped, refs, first, count);
	return zcopy_batch_result(mapped, first, count);
}

static int zcopy_map_all(struct zcopy_mapped *mapped, const grant_ref_t *refs)
{
	unsigned int first, count;
	int ret;

	for (first = 0; first < mapped->nr_pages; first += count) {
		if (fatal_signal_pending(current))
			return -EINTR;

		count = min_t(unsigned int, mapped->nr_pages - first, ZCOPY_BATCH);
		ret = zcopy_map_batch(mapped, refs, first, count);
		if (ret)
			return ret;
		cond_resched();
	}
	return 0;
}

/* Unmaps a run of mapped pages; those that would not unmap are taken out. */
static unsigned int zcopy_unmap_run(struct zcopy_mapped *mapped,
				    unsigned int first, unsigned int count)
{
	struct gntab_unmap_queue_data *wait = &mapped->batch->wait;
	struct gnttab_unmap_grant_ref *ops = mapped->batch->unmap;
	unsigned int i, stuck = 0;

	zcopy_pv_unmap(mapped, first, count);

	for (i = 0; i < count; i++) {
		const struct zcopy_mapping *mapping = &mapped->mappings[first + i];

		gnttab_set_unmap_op(&ops[i],
				    (unsigned long)zcopy_page_address(mapped, first + i),
				    zcopy_map_flags(), mapping->handle);
		ops[i].dev_bus_addr = mapping->dev_bus_addr;
		ops[i].status = GNTST_general_error;
	}

	wait->unmap_ops = ops;
	wait->kunmap_ops = NULL;
	wait->pages = mapped->pages + first;
	wait->count = count;
	/* The statuses say more than the return value. */
	gnttab_unmap_refs_sync(wait);

	for (i = 0; i < count; i++) {
		bool lost = ops[i].status != GNTST_okay;

		if (lost)
			mapped->pages[first + i] = NULL;
		if (lost || zcopy_is_in_range(mapped, first + i)) {
			zcopy_count_stuck_page();
			stuck++;
		}
	}
	return stuck;
}

static bool zcopy_is_mapped(const struct zcopy_mapped *mapped, unsigned int i)
{
	return mapped->mappings[i].handle != INVALID_GRANT_HANDLE;
}

/* Unmaps whatever is mapped. Returns how many pages are lost. */
static unsigned int zcopy_unmap_all(struct zcopy_mapped *mapped)
{
	unsigned int first = 0, count, stuck = 0, unmapped = 0;

	while (first < mapped->nr_pages) {
		for (count = 0; count < ZCOPY_BATCH; count++)
			if (first + count == mapped->nr_pages ||
			    !zcopy_is_mapped(mapped, first + count))
				break;
		if (!count) {
			first++;
			continue;
		}

		stuck += zcopy_unmap_run(mapped, first, count);
		unmapped += count;
		first += count;
		cond_resched();
	}

	if (unmapped)
		trace_xen_zcopy_unmap(mapped->charge.domid, unmapped - stuck,
				      zcopy_mapped_wait_handle(mapped),
				      stuck ? -EIO : 0);
	return stuck;
}

static void zcopy_free_pages(struct zcopy_mapped *mapped)
{
	unsigned int i, count = 0;

	/* A page that the foreign memory still shows through is lost. */
	for (i = 0; i < mapped->nr_pages; i++)
		if (mapped->pages[i])
			mapped->pages[count++] = mapped->pages[i];

	if (count)
		gnttab_free_pages(count, mapped->pages);
}

static void zcopy_mapped_free(struct zcopy_mapped *mapped)
{
	kfree(mapped->batch);
	kvfree(mapped->mappings);
	kvfree(mapped->pages);
	mutex_destroy(&mapped->lock);
	kfree(mapped);
}

/* The end of a buffer. The caller puts the module reference. */
static void zcopy_mapped_destroy(struct zcopy_mapped *mapped)
{
	struct zcopy_record *record = mapped->charge.record;
	domid_t domid = mapped->charge.domid;
	unsigned int nr_pages = mapped->nr_pages;
	u32 wait_handle = zcopy_record_handle(record);
	int status;

	status = zcopy_unmap_all(mapped) ? -EIO : 0;
	zcopy_pv_free(mapped);
	zcopy_free_pages(mapped);
	/* First the books, then the word: see rule 9. */
	zcopy_uncharge(&mapped->charge);
	zcopy_mapped_free(mapped);
	trace_xen_zcopy_release(domid, nr_pages, wait_handle, status);
	zcopy_record_complete(record, status);
}

static void zcopy_mapped_work(struct work_struct *work)
{
	zcopy_mapped_destroy(container_of(work, struct zcopy_mapped, work));
	module_put(THIS_MODULE);
}

static void zcopy_mapped_release_now(struct kref *ref)
{
	zcopy_mapped_destroy(container_of(ref, struct zcopy_mapped, ref));
	/* The caller runs on a reference of its own, that of the open file. */
	module_put(THIS_MODULE);
}

static void zcopy_mapped_release(struct kref *ref)
{
	struct zcopy_mapped *mapped = container_of(ref, struct zcopy_mapped, ref);

	zcopy_charge_ending(&mapped->charge);
	queue_work(zcopy_wq, &mapped->work);
}

/**
 * zcopy_mapped_alloc() - everything that a mapped buffer needs but its grants
 * @account: of the open file that makes it
 * @domid: the domain that granted
 * @nr_pages: number of grants, from 1
 *
 * To be followed by zcopy_mapped_map().
 *
 * Return: the buffer, or an ERR_PTR(): -EDQUOT, -ENOMEM, also when this domain has
 * less memory than that, or -EIO of zcopy_pv_alloc().
 */
struct zcopy_mapped *zcopy_mapped_alloc(struct zcopy_account *account,
					domid_t domid, unsigned int nr_pages)
{
	struct zcopy_mapped *mapped;
	unsigned int i;
	int ret;

	mapped = kzalloc(sizeof(*mapped), ZCOPY_GFP_USER);
	if (!mapped)
		return ERR_PTR(-ENOMEM);

	kref_init(&mapped->ref);
	INIT_WORK(&mapped->work, zcopy_mapped_work);
	mutex_init(&mapped->lock);
	INIT_LIST_HEAD(&mapped->attached);
	mapped->nr_pages = nr_pages;

	ret = zcopy_charge(&mapped->charge, account, ZCOPY_MAPPED, domid,
			   nr_pages);
	if (ret)
		goto err_free;

	ret = -ENOMEM;
	/* vmap() would refuse, and the dma-buf core takes that for a mistake. */
	if (nr_pages > totalram_pages())
		goto err_uncharge;

	mapped->batch = kmalloc(sizeof(*mapped->batch), ZCOPY_GFP_USER);
	mapped->pages = kvcalloc(nr_pages, sizeof(*mapped->pages),
				 ZCOPY_GFP_USER);
	mapped->mappings = kvmalloc_array(nr_pages, sizeof(*mapped->mappings),
					  ZCOPY_GFP_USER);
	if (!mapped->batch || !mapped->pages || !mapped->mappings)
		goto err_uncharge;

	for (i = 0; i < nr_pages; i++) {
		mapped->mappings[i].handle = INVALID_GRANT_HANDLE;
		mapped->mappings[i].range_handle = INVALID_GRANT_HANDLE;
	}

	/* Whatever it is that there is no room in, it is out of it. */
	if (gnttab_alloc_pages(nr_pages, mapped->pages))
		goto err_uncharge;

	ret = zcopy_pv_alloc(mapped);
	if (ret)
		goto err_pages;

	/* Last, because it can be found from here on. */
	WRITE_ONCE(mapped->charge.record, zcopy_record_create());
	if (!mapped->charge.record) {
		ret = -ENOMEM;
		goto err_range;
	}

	__module_get(THIS_MODULE);
	return mapped;

err_range:
	zcopy_pv_free(mapped);
err_pages:
	gnttab_free_pages(nr_pages, mapped->pages);
err_uncharge:
	zcopy_uncharge(&mapped->charge);
err_free:
	zcopy_mapped_free(mapped);
	return ERR_PTR(ret);
}

/**
 * zcopy_mapped_map() - map the grants of a new buffer
 * @mapped: from zcopy_mapped_alloc()
 * @refs: as many references as the buffer has pages
 *
 * After a failure the caller has to call zcopy_mapped_abort().
 *
 * Return: 0, -EINTR when the process is being killed, or the errno that stands for
 * the status of the first refused reference.
 */
int zcopy_mapped_map(struct zcopy_mapped *mapped, const grant_ref_t *refs)
{
	int ret;

	ret = zcopy_map_all(mapped, refs);
	if (!ret)
		WRITE_ONCE(mapped->charge.in_use, mapped->nr_pages);
	trace_xen_zcopy_map(mapped->charge.domid, mapped->nr_pages,
			    zcopy_mapped_wait_handle(mapped), ret);
	return ret;
}

/**
 * zcopy_mapped_abort() - undo a buffer that the caller was not told of
 * @mapped: with whatever part of its grants mapped; not to be used by the caller
 *	afterwards
 *
 * Everything is unmapped on return, unless somebody guessed a GEM handle before it
 * was taken back, and holds the buffer.
 */
void zcopy_mapped_abort(struct zcopy_mapped *mapped)
{
	kref_put(&mapped->ref, zcopy_mapped_release_now);
}

/**
 * zcopy_mapped_get() - take one more reference
 * @mapped: a buffer that the caller has a reference on
 *
 * Return: @mapped.
 */
struct zcopy_mapped *zcopy_mapped_get(struct zcopy_mapped *mapped)
{
	kref_get(&mapped->ref);
	return mapped;
}

/**
 * zcopy_mapped_put() - let go of a buffer
 * @mapped: not to be used by the caller afterwards
 *
 * The last one starts the release and does not wait for it. Does not sleep.
 */
void zcopy_mapped_put(struct zcopy_mapped *mapped)
{
	kref_put(&mapped->ref, zcopy_mapped_release);
}

/**
 * zcopy_mapped_wait_handle() - the name to wait for a buffer's end with
 * @mapped: the buffer
 *
 * Return: the wait handle, never 0.
 */
u32 zcopy_mapped_wait_handle(const struct zcopy_mapped *mapped)
{
	return zcopy_record_handle(mapped->charge.record);
}

/**
 * zcopy_mapped_size() - a buffer's size
 * @mapped: the buffer
 *
 * Return: bytes, whole pages.
 */
size_t zcopy_mapped_size(const struct zcopy_mapped *mapped)
{
	return (size_t)mapped->nr_pages << PAGE_SHIFT;
}
