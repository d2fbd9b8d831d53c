// SPDX-License-Identifier: GPL-2.0
/* The grant table as a whole: its size, its version, its frames; dispatch */
#include "hypervisor.h"

#define COMMAND_MASK 0xfffu

/* A table is its own domain's business, and that of domain 0; else NULL */
static struct fx_slot *table_of(const struct fx *fx, u16 domid, s16 *status)
{
	struct fx_slot *slot;

	*status = GNTST_okay;
	if (domid == DOMID_SELF || domid == fx->self->domain.domid)
		return fx->self;
	slot = fx_living(fx, domid);
	if (slot && fx->self->domain.domid == 0)
		return slot;
	*status = slot ? GNTST_permission_denied : GNTST_bad_domain;
	return NULL;
}

u32 fx_nr_status_frames(const struct fx_domain *domain)
{
	u32 grants = domain->grant_frames * FX_GRANTS_V2;

	if (domain->version != 2)
		return 0;
	return (grants + FX_STATUS_PER_FRAME - 1) / FX_STATUS_PER_FRAME;
}

/* How many frames a table may have */
u32 fx_grant_limit(const struct fx *fx)
{
	return fx_global(fx)->grant_frames ?: FX_GRANT_FRAMES_DEFAULT;
}

/* The table has at least @frames frames afterwards */
int fx_grant_grow(struct fx *fx, struct fx_slot *slot, u32 frames)
{
	if (frames > fx_grant_limit(fx))
		return -EINVAL;
	if (frames > slot->domain.grant_frames)
		slot->domain.grant_frames = frames;
	return 0;
}

static int list_frames(struct fx *fx, const void *frames, u32 nr,
		       xen_pfn_t *list)
{
	u32 i;

	for (i = 0; i < nr; i++)
		list[i] = fx_page_of(fx, frames) + i;
	return GNTST_okay;
}

static void setup_table(struct fx *fx, struct gnttab_setup_table *op)
{
	struct fx_slot *slot = table_of(fx, op->dom, &op->status);

	if (!slot)
		return;
	op->status = GNTST_general_error;
	if (fx_grant_grow(fx, slot, op->nr_frames))
		return;
	op->status = list_frames(fx, slot->grants, op->nr_frames,
				 op->frame_list.p);
}

static void get_status_frames(struct fx *fx,
			      struct gnttab_get_status_frames *op)
{
	struct fx_slot *slot = table_of(fx, op->dom, &op->status);
	u64 *list = op->frame_list.p;
	u32 i;

	if (!slot)
		return;
	op->status = GNTST_general_error;
	if (op->nr_frames > fx_nr_status_frames(&slot->domain))
		return;
	for (i = 0; i < op->nr_frames; i++)
		list[i] = fx_page_of(fx, slot->status) + i;
	op->status = GNTST_okay;
}

static void query_size(struct fx *fx, struct gnttab_query_size *op)
{
	struct fx_slot *slot = table_of(fx, op->dom, &op->status);

	if (!slot)
		return;
	op->nr_frames = slot->domain.grant_frames;
	op->max_nr_frames = fx_grant_limit(fx);
}

/* The reserved entries survive a change of version, also when in use */
struct reserved {
	u16 flags;
	u16 domid;
	u32 frame;
};

static struct reserved load(const struct fx_slot *slot, u32 ref)
{
	const struct grant_entry_v1 *v1 = (void *)slot->grants;
	const union grant_entry_v2 *v2 = (void *)slot->grants;
	const u16 *status = (void *)slot->status;

	if (slot->domain.version == 1)
		return (struct reserved){ v1[ref].flags, v1[ref].domid,
					  v1[ref].frame };
	return (struct reserved){ v2[ref].hdr.flags | status[ref],
				  v2[ref].hdr.domid, v2[ref].full_page.frame };
}

static void store(struct fx_slot *slot, u32 ref, struct reserved entry)
{
	const u16 in_use = GTF_reading | GTF_writing;
	struct grant_entry_v1 *v1 = (void *)slot->grants;
	union grant_entry_v2 *v2 = (void *)slot->grants;
	u16 *status = (void *)slot->status;

	if (slot->domain.version == 1) {
		v1[ref].frame = entry.frame;
		v1[ref].domid = entry.domid;
		v1[ref].flags = entry.flags;
	} else {
		v2[ref].full_page.frame = entry.frame;
		v2[ref].hdr.domid = entry.domid;
		v2[ref].hdr.flags = entry.flags & ~in_use;
		status[ref] = entry.flags & in_use;
	}
}

static void convert(struct fx_slot *slot, u32 version)
{
	struct reserved reserved[GNTTAB_NR_RESERVED_ENTRIES];
	u32 i;

	for (i = 0; i < GNTTAB_NR_RESERVED_ENTRIES; i++)
		reserved[i] = load(slot, i);
	memset(slot->grants, 0, sizeof(slot->grants));
	memset(slot->status, 0, sizeof(slot->status));
	slot->domain.version = version;
	for (i = 0; i < GNTTAB_NR_RESERVED_ENTRIES; i++)
		store(slot, i, reserved[i]);
}

static bool is_mapped(const struct fx_slot *slot)
{
	u32 ref, n = fx_nr_grants(&slot->domain);

	for (ref = GNTTAB_NR_RESERVED_ENTRIES; ref < n; ref++)
		if (slot->active[ref].readers || slot->active[ref].writers)
			return true;
	return false;
}

static int set_version(struct fx *fx, struct gnttab_set_version *op)
{
	struct fx_domain *domain = &fx->self->domain;
	int ret = 0;

	if (op->version != 1 && op->version != 2) {
		ret = -EINVAL;
	} else if (op->version != domain->version) {
		if (is_mapped(fx->self))
			ret = -EBUSY;
		else
			convert(fx->self, op->version);
	}
	op->version = domain->version;
	return ret;
}

static int get_version(struct fx *fx, struct gnttab_get_version *op)
{
	s16 status;
	struct fx_slot *slot = table_of(fx, op->dom, &status);

	if (!slot)
		return status == GNTST_bad_domain ? -ESRCH : -EPERM;
	op->version = slot->domain.version;
	return 0;
}

/* Pages of a domain with a second stage cannot be given away */
static void transfer(struct fx *fx, struct gnttab_transfer *op)
{
	op->status = fx_is_ram(fx->self, op->mfn) ? GNTST_general_error :
						    GNTST_bad_page;
}

static bool maps_page(const struct fx *fx, u32 page)
{
	u32 i;

	for (i = 0; i < fx->self->domain.maptrack_used; i++) {
		const struct fx_maptrack *map = &fx->self->maptrack[i];

		if (map->flags &&
		    fx_slot(fx, map->slot)->active[map->ref].page == page)
			return true;
	}
	return false;
}

/* The host's caches need no flushing; who may ask for it is what matters */
static int cache_flush(struct fx *fx, const struct gnttab_cache_flush *op)
{
	u64 page = op->a.dev_bus_addr >> FX_PAGE_SHIFT;
	u32 own = fx_slot_memory(fx_slot_index(fx, fx->self));

	if (op->offset >= FX_PAGE_SIZE || op->length > FX_PAGE_SIZE ||
	    op->offset + op->length > FX_PAGE_SIZE ||
	    (op->op & ~(GNTTAB_CACHE_CLEAN | GNTTAB_CACHE_INVAL)))
		return -EINVAL;
	if (!op->length || !op->op)
		return 0;
	if (page < FX_MEMORY_PAGE || page >= FX_FILE_PAGES)
		return -EPERM;
	if ((page < own || page >= own + FX_DOMAIN_PAGES) &&
	    !maps_page(fx, page))
		return -EINVAL;
	/* Of x86: there is no invalidating without writing back */
	return op->op == GNTTAB_CACHE_INVAL ? -EOPNOTSUPP : 0;
}

static int cache_flush_all(struct fx *fx, const struct gnttab_cache_flush *op,
			   unsigned int count)
{
	int ret = 0;

	for (; count && !ret; count--, op++)
		ret = cache_flush(fx, op);
	return ret;
}

int fx_grant_table_op(struct fx *fx, unsigned int cmd, void *uop,
		      unsigned int count)
{
	unsigned int i;

	if ((int)count < 0)
		return -EINVAL;
	/* How far Xen has come with a command that it took up again */
	if (cmd > COMMAND_MASK && (cmd & COMMAND_MASK) != GNTTABOP_cache_flush)
		return -EINVAL;

	switch (cmd) {
	case GNTTABOP_map_grant_ref:
		for (i = 0; i < count; i++)
			fx_map_grant(fx, (struct gnttab_map_grant_ref *)uop + i);
		return 0;
	case GNTTABOP_unmap_grant_ref:
		for (i = 0; i < count; i++)
			fx_unmap_grant(fx,
				       (struct gnttab_unmap_grant_ref *)uop + i);
		return 0;
	case GNTTABOP_unmap_and_replace:
		for (i = 0; i < count; i++)
			fx_unmap_and_replace(fx,
					     (struct gnttab_unmap_and_replace *)uop + i);
		return 0;
	case GNTTABOP_copy:
		for (i = 0; i < count; i++)
			fx_copy_grant(fx, (struct gnttab_copy *)uop + i);
		return 0;
	case GNTTABOP_swap_grant_ref:
		for (i = 0; i < count; i++)
			fx_swap_grants(fx,
				       (struct gnttab_swap_grant_ref *)uop + i);
		return 0;
	case GNTTABOP_transfer:
		for (i = 0; i < count; i++)
			transfer(fx, (struct gnttab_transfer *)uop + i);
		return 0;
	case GNTTABOP_cache_flush:
		return cache_flush_all(fx, uop, count);
	/* Xen does not look at the count of these two */
	case GNTTABOP_set_version:
		return set_version(fx, uop);
	case GNTTABOP_get_version:
		return get_version(fx, uop);
	}

	if (count != 1)
		return -EINVAL;
	switch (cmd) {
	case GNTTABOP_setup_table:
		setup_table(fx, uop);
		return 0;
	case GNTTABOP_query_size:
		query_size(fx, uop);
		return 0;
	case GNTTABOP_get_status_frames:
		get_status_frames(fx, uop);
		return 0;
	}
	return -ENOSYS;
}
