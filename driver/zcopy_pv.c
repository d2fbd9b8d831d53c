// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own address range of a mapped buffer, on x86 PV.
 *
 * There a page behind which a foreign page appears can be mapped at one address
 * only, that of the page itself: the hypervisor lets no other page table entry
 * lead to another domain's memory but those that it writes as part of mapping a
 * grant. So whoever wants the buffer in one piece has every grant mapped once
 * more, straight into the page table entries of a range of kernel addresses.
 *
 * That happens when the buffer is made. Later, when an importer asks for the
 * range, it could fail for reasons that are in the peer's hands, and the dma-buf
 * core takes such a failure for a mistake in the kernel.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/vmalloc.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>
#include <xen/grant_table.h>
#include <xen/xen.h>

#include "zcopy_mapped.h"

#define ZCOPY_PV_FLAGS	(GNTMAP_host_map | GNTMAP_contains_pte)

static pte_t *zcopy_pv_pte(const struct zcopy_mapped *mapped, unsigned int i)
{
	unsigned long address = (unsigned long)mapped->range;
	unsigned int level;
	pte_t *pte;

	pte = lookup_address(address + ((unsigned long)i << PAGE_SHIFT), &level);
	return pte && level == PG_LEVEL_4K ? pte : NULL;
}

static u64 zcopy_pv_pte_machine(const struct zcopy_mapped *mapped,
				unsigned int i)
{
	return arbitrary_virt_to_machine(zcopy_pv_pte(mapped, i)).maddr;
}

/* Has the range page table entries for all pages, and nothing in them? */
static bool zcopy_pv_range_is_empty(const struct zcopy_mapped *mapped)
{
	unsigned int i;

	for (i = 0; i < mapped->nr_pages; i++) {
		pte_t *pte = zcopy_pv_pte(mapped, i);

		if (!pte || !pte_none(*pte))
			return false;
		cond_resched();
	}
	return true;
}

/**
 * zcopy_pv_alloc() - the range of kernel addresses
 * @mapped: with its pages, but nothing mapped yet
 *
 * The pages have no memory behind them. vmap() of such pages gives what is needed
 * here and could not be had otherwise: an address range with all its page
 * tables whose entries are empty. An entry that was in use before could still be
 * in some processor's TLB when the hypervisor writes the foreign page into it.
 *
 * Return: 0, -ENOMEM, or -EIO when vmap() has come to work in another way.
 */
int zcopy_pv_alloc(struct zcopy_mapped *mapped)
{
	if (!xen_pv_domain())
		return 0;

	/* VM_IOREMAP: what shows in the range is not for /proc/kcore to read. */
	mapped->range = vmap(mapped->pages, mapped->nr_pages, VM_IOREMAP,
			     PAGE_KERNEL);
	if (!mapped->range)
		return -ENOMEM;

	if (!zcopy_pv_range_is_empty(mapped)) {
		zcopy_pv_free(mapped);
		return -EIO;
	}
	return 0;
}

/**
 * zcopy_pv_map() - map grants into the range
 * @mapped: whose pages @first to @first + @count - 1 are mapped
 * @refs: of all pages
 * @first: page to begin with
 * @count: pages, at most ZCOPY_BATCH
 *
 * The outcome is to be read from the operations in &zcopy_mapped.batch.
 */
void zcopy_pv_map(struct zcopy_mapped *mapped, const grant_ref_t *refs,
		  unsigned int first, unsigned int count)
{
	struct gnttab_map_grant_ref *ops = mapped->batch->map;
	unsigned int i;

	for (i = 0; i < count; i++)
		gnttab_set_map_op(&ops[i], zcopy_pv_pte_machine(mapped, first + i),
				  ZCOPY_PV_FLAGS, refs[first + i],
				  mapped->charge.domid);

	gnttab_batch_map(ops, count);

	for (i = 0; i < count; i++)
		if (ops[i].status == GNTST_okay)
			mapped->mappings[first + i].range_handle = ops[i].handle;
}

/**
 * zcopy_pv_unmap() - unmap grants from the range
 * @mapped: the buffer
 * @first: page to begin with
 * @count: pages, at most ZCOPY_BATCH, whether mapped into the range or not
 *
 * The mapping of a page that would not unmap keeps its handle.
 */
void zcopy_pv_unmap(struct zcopy_mapped *mapped, unsigned int first,
		    unsigned int count)
{
	struct gnttab_unmap_grant_ref *ops = mapped->batch->unmap;
	unsigned int i, used = 0;

	if (!mapped->range)
		return;

	for (i = first; i < first + count; i++) {
		if (!zcopy_is_in_range(mapped, i))
			continue;
		gnttab_set_unmap_op(&ops[used],
				    zcopy_pv_pte_machine(mapped, i),
				    ZCOPY_PV_FLAGS,
				    mapped->mappings[i].range_handle);
		/* In case that the hypercall fails as a whole. */
		ops[used++].status = GNTST_general_error;
	}
	if (!used)
		return;

	/* Not gnttab_unmap_refs(): the pages themselves stay mapped. */
	if (HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, ops, used))
		return;

	used = 0;
	for (i = first; i < first + count; i++)
		if (zcopy_is_in_range(mapped, i) &&
		    ops[used++].status == GNTST_okay)
			mapped->mappings[i].range_handle = INVALID_GRANT_HANDLE;
}

/**
 * zcopy_pv_free() - let go of the range
 * @mapped: with nothing mapped any more but what would not unmap
 *
 * A range that foreign memory still shows in is lost: nobody else may ever have
 * its addresses.
 */
void zcopy_pv_free(struct zcopy_mapped *mapped)
{
	unsigned int i;

	if (!mapped->range)
		return;

	for (i = 0; i < mapped->nr_pages; i++)
		if (zcopy_is_in_range(mapped, i))
			return;
	vunmap(mapped->range);
	mapped->range = NULL;
}
