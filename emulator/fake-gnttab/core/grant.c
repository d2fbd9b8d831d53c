// SPDX-License-Identifier: GPL-2.0
/*
 * Mapping and unmapping of grants. The order of the checks and their statuses
 * are those of Xen for a guest with a second stage (arm64, x86 PVH).
 */
#include "hypervisor.h"

/*
 * On a real machine a grant mapped over memory replaces it for good, and a
 * second mapping over a first one leaks that: the guest never gets the page
 * back. Here it is refused, and counted.
 */
static bool is_hole(struct fx *fx, u64 pfn)
{
	struct fx_domain *domain = &fx->self->domain;

	if (pfn < domain->first || pfn >= domain->end)
		return false;
	if (fx->self->p2m[pfn] == FX_P2M_HOLE)
		return true;
	domain->violations++;
	return false;
}

static s16 map_page(struct fx *fx, struct gnttab_map_grant_ref *op,
		    struct fx_slot *granter)
{
	struct fx_active *active = &granter->active[op->ref];
	bool readonly = op->flags & GNTMAP_readonly;
	u64 pfn = op->host_addr >> FX_PAGE_SHIFT;

	if (!active->readers && !active->writers) {
		u64 frame = fx_entry_frame(granter, op->ref);

		/* A dead domain has no memory but what is mapped of it */
		if (granter->domain.state != FX_STATE_LIVE ||
		    !fx_is_ram(granter, frame))
			return GNTST_bad_page;
		active->page = fx_slot_memory(fx_slot_index(fx, granter)) +
			       frame;
		active->domid = fx->self->domain.domid;
	}
	/* A guest with a second stage can say nothing else about a mapping */
	if ((op->flags & ~(u32)GNTMAP_readonly) != GNTMAP_host_map)
		return GNTST_general_error;
	if (!is_hole(fx, pfn))
		return GNTST_general_error;
	if (fx->ops->map(pfn, active->page, !readonly)) {
		fx->ops->hole(pfn);
		return GNTST_general_error;
	}
	fx->self->p2m[pfn] = FX_P2M_GRANT;
	return GNTST_okay;
}

static s16 map_tracked(struct fx *fx, struct gnttab_map_grant_ref *op,
		       struct fx_slot *granter, struct fx_maptrack *map)
{
	bool readonly = op->flags & GNTMAP_readonly;
	struct fx_active *active;
	s16 status;

	if (op->ref >= fx_nr_grants(&granter->domain))
		return GNTST_bad_gntref;
	status = fx_entry_pin(granter, op->ref, fx->self->domain.domid,
			      readonly);
	if (status != GNTST_okay)
		return status;

	active = &granter->active[op->ref];
	status = map_page(fx, op, granter);
	if (status != GNTST_okay) {
		fx_entry_unpin(granter, op->ref);
		return status;
	}

	/* Mapping one's own page makes x86 drop its own p2m entry */
	if (granter == fx->self)
		fx->self->domain.violations++;

	map->ref = op->ref;
	map->pfn = op->host_addr >> FX_PAGE_SHIFT;
	map->slot = fx_slot_index(fx, granter);
	map->flags = op->flags;
	if (readonly)
		active->readers++;
	else
		active->writers++;
	granter->domain.pins++;
	op->dev_bus_addr = (u64)active->page << FX_PAGE_SHIFT;
	return GNTST_okay;
}

void fx_map_grant(struct fx *fx, struct gnttab_map_grant_ref *op)
{
	struct fx_maptrack *map;
	struct fx_slot *granter;
	u32 handle;

	if (fx_fault_map(fx, &op->status))
		return;

	op->status = GNTST_bad_gntref;
	if (!(op->flags & (GNTMAP_device_map | GNTMAP_host_map)))
		return;
	/* A guest with a second stage has no use for the others */
	op->status = GNTST_general_error;
	if (op->flags & (GNTMAP_device_map | GNTMAP_application_map |
			 GNTMAP_contains_pte))
		return;

	op->status = GNTST_bad_domain;
	granter = fx_known(fx, op->dom);
	if (!granter)
		return;
	op->status = GNTST_no_space;
	map = fx_maptrack_get(fx, &handle);
	if (!map)
		return;

	op->status = map_tracked(fx, op, granter, map);
	if (op->status == GNTST_okay)
		op->handle = handle;
	else
		fx_maptrack_put(fx, handle);
}

/*
 * A guest must not touch an entry that is in use. One that did has lost the
 * in-use bit, and would have freed the page under the peer.
 */
static void check_granter(struct fx_slot *granter, u32 ref)
{
	if (!fx_entry_in_use(granter, ref))
		granter->domain.violations++;
}

/*
 * A mapping of the same page at the address is as good: Xen does not know which
 * of the two a handle stands for.
 */
static bool exchange(struct fx *fx, struct fx_maptrack *map, u64 pfn)
{
	u32 page = fx_slot(fx, map->slot)->active[map->ref].page, i;

	for (i = 0; i < fx->self->domain.maptrack_used; i++) {
		struct fx_maptrack *other = &fx->self->maptrack[i];

		if (!other->flags || other->pfn != pfn ||
		    fx_slot(fx, other->slot)->active[other->ref].page != page)
			continue;
		other->pfn = map->pfn;
		map->pfn = pfn;
		return true;
	}
	return false;
}

static s16 unmap(struct fx *fx, u64 host_addr, u32 handle)
{
	struct fx_maptrack *map = fx_maptrack_find(fx, handle);
	u64 pfn = host_addr >> FX_PAGE_SHIFT;
	struct fx_active *active;
	struct fx_slot *granter;

	if (!map)
		return GNTST_bad_handle;
	/* Xen takes no address for "leave the mapping as it is" */
	if (!host_addr)
		return GNTST_okay;
	if (pfn != map->pfn && !exchange(fx, map, pfn))
		return GNTST_general_error;

	granter = fx_slot(fx, map->slot);
	active = &granter->active[map->ref];
	check_granter(granter, map->ref);

	fx->ops->hole(pfn);
	fx->self->p2m[pfn] = FX_P2M_HOLE;
	if (map->flags & GNTMAP_readonly)
		active->readers--;
	else
		active->writers--;
	granter->domain.pins--;
	fx_entry_unpin(granter, map->ref);
	fx_maptrack_put(fx, handle);
	return GNTST_okay;
}

void fx_unmap_grant(struct fx *fx, struct gnttab_unmap_grant_ref *op)
{
	if (fx_fault_unmap(fx, &op->status))
		return;
	op->status = unmap(fx, op->host_addr, op->handle);
}
