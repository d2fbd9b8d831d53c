// SPDX-License-Identifier: GPL-2.0
/* The hypercalls, with whatever arguments the caller says */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include <asm/xen/hypercall.h>

#include "probe.h"

/* Where Xen is told to map: a machine-independent address, for PV a virtual one */
static u64 address_of(struct probe_page *page, u64 address)
{
	struct gnttab_map_grant_ref op;

	if (!page)
		return address;
	gnttab_set_map_op(&op, (unsigned long)page_address(page->page),
			  GNTMAP_host_map, 0, 0);
	return op.host_addr + address;
}

long probe_map(struct probe *probe, struct gp_map *arg)
{
	struct probe_page *page = probe_page_find(probe, arg->page);
	struct gnttab_map_grant_ref op = {
		.host_addr = address_of(page, arg->address),
		.flags = arg->flags,
		.ref = arg->ref,
		.dom = arg->domid,
		.status = 1,
	};

	/* Two mappings at one page, or one over memory, would lose a page */
	if (!page || page->kind != GP_HOLE || page->mapped)
		return -EBUSY;
	arg->result = HYPERVISOR_grant_table_op(GNTTABOP_map_grant_ref, &op, 1);
	arg->status = op.status;
	arg->handle = op.handle;
	arg->bus_address = op.dev_bus_addr;
	if (arg->result || op.status != GNTST_okay)
		return 0;
	/* For devices only: nothing is at the page then */
	page->mapped = op.flags & GNTMAP_host_map;
	page->handle = op.handle;
	page->address = op.host_addr;
	return 0;
}

static s16 unmap_grant_ref(const struct gp_unmap *arg, u64 address, s32 *result)
{
	struct gnttab_unmap_grant_ref op = {
		.host_addr = address,
		.dev_bus_addr = arg->bus_address,
		.handle = arg->handle,
		.status = 1,
	};

	*result = HYPERVISOR_grant_table_op(GNTTABOP_unmap_grant_ref, &op, 1);
	return op.status;
}

static s16 unmap_and_replace(const struct gp_unmap *arg, u64 address,
			     u64 new_address, s32 *result)
{
	struct gnttab_unmap_and_replace op = {
		.host_addr = address,
		.new_addr = new_address,
		.handle = arg->handle,
		.status = 1,
	};

	*result = HYPERVISOR_grant_table_op(GNTTABOP_unmap_and_replace, &op, 1);
	return op.status;
}

long probe_unmap(struct probe *probe, struct gp_unmap *arg)
{
	struct probe_page *page = probe_page_find(probe, arg->page);
	struct probe_page *new_page = probe_page_find(probe, arg->new_page);
	u64 address = address_of(page, arg->address);

	if (arg->replace)
		arg->status = unmap_and_replace(arg, address,
						address_of(new_page, arg->new_address),
						&arg->result);
	else
		arg->status = unmap_grant_ref(arg, address, &arg->result);
	if (!arg->result && arg->status == GNTST_okay && address && page &&
	    page->mapped && page->handle == arg->handle)
		page->mapped = false;
	return 0;
}

/* Returns false when Xen does not let go */
bool probe_unmap_page(struct probe_page *page)
{
	struct gp_unmap arg = { .handle = page->handle };
	s32 result;

	if (unmap_grant_ref(&arg, page->address, &result) != GNTST_okay || result)
		return false;
	page->mapped = false;
	return true;
}

static void copy_side(struct probe *probe, const struct gp_copy_side *arg,
		      bool by_ref, struct gnttab_copy_ptr *side)
{
	struct probe_page *page = probe_page_find(probe, arg->page);

	side->domid = arg->domid;
	side->offset = arg->offset;
	if (by_ref)
		side->u.ref = arg->ref;
	else
		side->u.gmfn = arg->frame + (page ? probe_page_gfn(page) : 0);
}

long probe_copy(struct probe *probe, struct gp_copy *arg)
{
	struct gnttab_copy op = {
		.len = arg->length,
		.flags = arg->flags,
		.status = 1,
	};

	copy_side(probe, &arg->source, arg->flags & GNTCOPY_source_gref, &op.source);
	copy_side(probe, &arg->dest, arg->flags & GNTCOPY_dest_gref, &op.dest);
	arg->result = HYPERVISOR_grant_table_op(GNTTABOP_copy, &op, 1);
	arg->status = op.status;
	return 0;
}

long probe_query_size(struct probe *probe, struct gp_query_size *arg)
{
	struct gnttab_query_size op = { .dom = arg->domid, .status = 1 };

	arg->result = HYPERVISOR_grant_table_op(GNTTABOP_query_size, &op, 1);
	arg->status = op.status;
	arg->nr_frames = op.nr_frames;
	arg->max_nr_frames = op.max_nr_frames;
	return 0;
}

long probe_get_version(struct probe *probe, struct gp_version *arg)
{
	struct gnttab_get_version op = { .dom = arg->domid };

	arg->result = HYPERVISOR_grant_table_op(GNTTABOP_get_version, &op, 1);
	arg->version = op.version;
	return 0;
}

long probe_set_version(struct probe *probe, struct gp_version *arg)
{
	struct gnttab_set_version op = { .version = arg->version };

	arg->result = HYPERVISOR_grant_table_op(GNTTABOP_set_version, &op, 1);
	arg->version = op.version;
	return 0;
}

long probe_swap(struct probe *probe, struct gp_swap *arg)
{
	struct gnttab_swap_grant_ref op = {
		.ref_a = arg->a, .ref_b = arg->b, .status = 1,
	};

	arg->result = HYPERVISOR_grant_table_op(GNTTABOP_swap_grant_ref, &op, 1);
	arg->status = op.status;
	return 0;
}

long probe_flush(struct probe *probe, struct gp_flush *arg)
{
	struct gnttab_cache_flush op = {
		.a.dev_bus_addr = arg->bus_address,
		.offset = arg->offset,
		.length = arg->length,
		.op = arg->op,
	};

	arg->result = HYPERVISOR_grant_table_op(GNTTABOP_cache_flush, &op, 1);
	return 0;
}

long probe_transfer(struct probe *probe, struct gp_transfer *arg)
{
	struct probe_page *page = probe_page_find(probe, arg->page);
	struct gnttab_transfer op = {
		.mfn = arg->frame + (page ? probe_page_gfn(page) : 0),
		.domid = arg->domid,
		.ref = arg->ref,
		.status = 1,
	};

	arg->result = HYPERVISOR_grant_table_op(GNTTABOP_transfer, &op, 1);
	arg->status = op.status;
	return 0;
}

long probe_raw(struct probe *probe, struct gp_raw *arg)
{
	void *zeros = (void *)get_zeroed_page(GFP_KERNEL);

	if (!zeros)
		return -ENOMEM;
	arg->result = HYPERVISOR_grant_table_op(arg->command, zeros, arg->count);
	free_page((unsigned long)zeros);
	return 0;
}
