// SPDX-License-Identifier: GPL-2.0
/* GNTTABOP_copy: the hypervisor copies between pages, granted or own */
#include "hypervisor.h"

/* One side of a copy: a page of the caller's own, or one that it was granted */
struct side {
	struct fx_slot *domain;
	bool granted;
	u32 ref;
	u8 *page;
};

static bool find_domain(struct fx *fx, u16 domid, struct side *side)
{
	side->domain = domid == DOMID_SELF ? fx->self : fx_known(fx, domid);
	return side->domain;
}

/* Only the caller's own pages can be named by their frame number */
static bool may_name_frame(u16 domid, bool granted)
{
	return domid == DOMID_SELF || granted;
}

static s16 claim_own(struct fx *fx, u64 gfn, struct side *side)
{
	unsigned int slot = fx_slot_index(fx, fx->self);

	if (!fx_is_ram(fx->self, gfn))
		return GNTST_bad_page;
	side->page = fx_page(fx, fx_slot_memory(slot) + gfn);
	return GNTST_okay;
}

static s16 claim_granted(struct fx *fx, u32 ref, bool readonly,
			 struct side *side)
{
	struct fx_slot *granter = side->domain;
	struct fx_active *active;
	u32 page;
	u64 gfn;
	s16 status;

	if (ref >= fx_nr_grants(&granter->domain))
		return GNTST_bad_gntref;
	status = fx_entry_pin(granter, ref, fx->self->domain.domid, readonly);
	if (status != GNTST_okay)
		return status;

	active = &granter->active[ref];
	gfn = fx_entry_frame(granter, ref);
	if (granter->domain.state != FX_STATE_LIVE) {
		fx_entry_unpin(granter, ref);
		/* What is mapped of a dead domain is not copied */
		return active->readers || active->writers ? GNTST_bad_domain :
							    GNTST_bad_page;
	}
	if (active->readers || active->writers) {
		page = active->page;
	} else if (fx_is_ram(granter, gfn)) {
		page = fx_slot_memory(fx_slot_index(fx, granter)) + gfn;
	} else {
		fx_entry_unpin(granter, ref);
		return GNTST_bad_page;
	}
	side->page = fx_page(fx, page);
	side->granted = true;
	side->ref = ref;
	return GNTST_okay;
}

static void release(struct side *side)
{
	if (side->granted)
		fx_entry_unpin(side->domain, side->ref);
}

static s16 copy(struct fx *fx, const struct gnttab_copy *op)
{
	struct side source = { }, dest = { };
	s16 status;

	/* Xen 4.17 was seen to look for both before it refuses */
	if (!find_domain(fx, op->source.domid, &source) ||
	    !find_domain(fx, op->dest.domid, &dest))
		return GNTST_bad_domain;
	if (!may_name_frame(op->source.domid, op->flags & GNTCOPY_source_gref) ||
	    !may_name_frame(op->dest.domid, op->flags & GNTCOPY_dest_gref))
		return GNTST_permission_denied;

	if (op->flags & GNTCOPY_source_gref)
		status = claim_granted(fx, op->source.u.ref, true, &source);
	else
		status = claim_own(fx, op->source.u.gmfn, &source);
	if (status != GNTST_okay)
		return status;

	if (op->flags & GNTCOPY_dest_gref)
		status = claim_granted(fx, op->dest.u.ref, false, &dest);
	else
		status = claim_own(fx, op->dest.u.gmfn, &dest);
	if (status == GNTST_okay) {
		if (op->source.offset + op->len > FX_PAGE_SIZE ||
		    op->dest.offset + op->len > FX_PAGE_SIZE)
			status = GNTST_bad_copy_arg;
		else
			memmove(dest.page + op->dest.offset,
				source.page + op->source.offset, op->len);
		release(&dest);
	}
	release(&source);
	return status;
}

void fx_copy_grant(struct fx *fx, struct gnttab_copy *op)
{
	op->status = copy(fx, op);
}
