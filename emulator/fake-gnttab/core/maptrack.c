// SPDX-License-Identifier: GPL-2.0
/*
 * The mappings a domain holds. An entry's index is the grant handle that the
 * guest gets. Entries are taken from a free list, or from the part that was
 * never used, so that a new (zero-filled) table needs no set-up.
 */
#include "hypervisor.h"

/* Takes an entry; NULL if the domain has as many as it may have */
struct fx_maptrack *fx_maptrack_get(struct fx *fx, u32 *handle)
{
	struct fx_domain *domain = &fx->self->domain;
	struct fx_maptrack *map;

	if (domain->maps >= FX_MAPTRACK || domain->maps >= fx_fault_maptrack(fx))
		return NULL;

	if (domain->maptrack_free) {
		*handle = domain->maptrack_free - 1;
		map = &fx->self->maptrack[*handle];
		domain->maptrack_free = map->ref;
	} else {
		*handle = domain->maptrack_used++;
		map = &fx->self->maptrack[*handle];
	}
	domain->maps++;
	return map;
}

void fx_maptrack_put(struct fx *fx, u32 handle)
{
	struct fx_domain *domain = &fx->self->domain;
	struct fx_maptrack *map = &fx->self->maptrack[handle];

	map->flags = 0;
	map->ref = domain->maptrack_free;
	domain->maptrack_free = handle + 1;
	domain->maps--;
}

/* The entry of a handle that the caller holds, or NULL */
struct fx_maptrack *fx_maptrack_find(struct fx *fx, u32 handle)
{
	struct fx_maptrack *map;

	if (handle >= fx->self->domain.maptrack_used)
		return NULL;
	map = &fx->self->maptrack[handle];
	return map->flags ? map : NULL;
}

void fx_maptrack_reset(struct fx_slot *slot)
{
	slot->domain.maptrack_used = 0;
	slot->domain.maptrack_free = 0;
	slot->domain.maps = 0;
}
