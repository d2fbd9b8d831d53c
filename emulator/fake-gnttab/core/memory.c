// SPDX-License-Identifier: GPL-2.0
/*
 * What is behind a domain's page frame numbers: giving memory back to the
 * hypervisor, getting it again, and showing the hypervisor's own pages.
 */
#include "hypervisor.h"

static bool is_memory(const struct fx_slot *slot, u64 pfn)
{
	return pfn >= slot->domain.first && pfn < slot->domain.end;
}

/* Only a domain's own memory can be granted or copied */
bool fx_is_ram(const struct fx_slot *slot, u64 pfn)
{
	return is_memory(slot, pfn) && slot->p2m[pfn] == FX_P2M_RAM;
}

static bool decrease(struct fx *fx, u64 pfn)
{
	struct fx_slot *self = fx->self;

	if (!is_memory(self, pfn))
		return false;
	if (self->p2m[pfn] != FX_P2M_RAM) {
		/* A hole is only refused; a granted page would be lost */
		if (self->p2m[pfn] != FX_P2M_HOLE)
			self->domain.violations++;
		return false;
	}
	if (fx->ops->hole(pfn))
		return false;
	self->p2m[pfn] = FX_P2M_HOLE;
	self->domain.ballooned++;
	return true;
}

static bool populate(struct fx *fx, u64 pfn)
{
	struct fx_slot *self = fx->self;

	if (!is_memory(self, pfn))
		return false;
	if (self->p2m[pfn] != FX_P2M_HOLE) {
		/* Xen would replace what is there, and leak it */
		self->domain.violations++;
		return false;
	}
	if (fx->ops->own(pfn))
		return false;
	self->p2m[pfn] = FX_P2M_RAM;
	self->domain.ballooned--;
	return true;
}

/* Returns how many extents were done: the first that fails ends it */
static int reservation(struct fx *fx, struct xen_memory_reservation *op,
		       bool (*change)(struct fx *fx, u64 pfn))
{
	const xen_pfn_t *list = op->extent_start.p;
	u64 i, page;

	if (op->domid != DOMID_SELF && op->domid != fx->self->domain.domid)
		return -EPERM;
	/* Larger extents would have to be undone half-way */
	if (op->extent_order)
		return 0;
	for (i = 0; i < op->nr_extents; i++) {
		page = list[i];
		if (!change(fx, page))
			break;
	}
	return i;
}

/* The page of the file that @op asks for, 0 if there is none */
static u32 xen_page(struct fx *fx, const struct xen_add_to_physmap *op)
{
	u64 index = op->idx;

	switch (op->space) {
	case XENMAPSPACE_shared_info:
		return index ? 0 : fx_page_of(fx, fx->self->shared_info);
	case XENMAPSPACE_grant_table:
		if (index & XENMAPIDX_grant_table_status) {
			index &= ~(u64)XENMAPIDX_grant_table_status;
			if (index >= fx_nr_status_frames(&fx->self->domain))
				return 0;
			return fx_page_of(fx, fx->self->status) + index;
		}
		if (index >= fx_grant_limit(fx) ||
		    fx_grant_grow(fx, fx->self, index + 1))
			return 0;
		return fx_page_of(fx, fx->self->grants) + index;
	}
	return 0;
}

static int add_to_physmap(struct fx *fx, const struct xen_add_to_physmap *op)
{
	struct fx_slot *self = fx->self;
	u32 page;

	if (op->domid != DOMID_SELF && op->domid != self->domain.domid)
		return -EPERM;
	if (!is_memory(self, op->gpfn))
		return -EINVAL;
	page = xen_page(fx, op);
	if (!page)
		return -EINVAL;
	if (self->p2m[op->gpfn] == FX_P2M_GRANT) {
		self->domain.violations++;
		return -EINVAL;
	}
	if (fx->ops->map(op->gpfn, page, true))
		return -ENOMEM;
	self->p2m[op->gpfn] = FX_P2M_XEN;
	return 0;
}

int fx_memory_op(struct fx *fx, unsigned int cmd, void *arg)
{
	switch (cmd) {
	case XENMEM_decrease_reservation:
		return reservation(fx, arg, decrease);
	case XENMEM_populate_physmap:
		return reservation(fx, arg, populate);
	case XENMEM_current_reservation:
		return fx->self->domain.end - fx->self->domain.ballooned;
	case XENMEM_maximum_reservation:
		return fx->self->domain.end;
	case XENMEM_add_to_physmap:
		return add_to_physmap(fx, arg);
	}
	return -ENOSYS;
}
