// SPDX-License-Identifier: GPL-2.0
/* The grant table as a whole: its size, its version, its frames; dispatch */
#include "hypervisor.h"

/* A table is its own domain's business, and that of domain 0; else NULL */
static struct fx_slot *table_of(const struct fx *fx, u16 domid, s16 *status)
{
	struct fx_slot *slot;

	*status = GNTST_okay;
	if (domid == DOMID_SELF || domid == fx->self->domain.domid)
		return fx->self;
	slot = fx_known(fx, domid);
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

static int about_the_table(struct fx *fx, unsigned int cmd, void *op)
{
	switch (cmd) {
	case GNTTABOP_setup_table:
		setup_table(fx, op);
		break;
	case GNTTABOP_query_size:
		query_size(fx, op);
		break;
	/* Xen has this for PV guests only; see kernel/linux-grant-table.c */
	case GNTTABOP_get_status_frames:
		get_status_frames(fx, op);
		break;
	}
	return 0;
}

int fx_grant_table_op(struct fx *fx, unsigned int cmd, void *uop,
		      unsigned int count)
{
	unsigned int i;

	if ((int)count < 0)
		return -EINVAL;

	/* What is missing here, Xen keeps from x86 guests with a second stage */
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
	case GNTTABOP_copy:
		for (i = 0; i < count; i++)
			fx_copy_grant(fx, (struct gnttab_copy *)uop + i);
		return 0;
	case GNTTABOP_swap_grant_ref:
		for (i = 0; i < count; i++)
			fx_swap_grants(fx,
				       (struct gnttab_swap_grant_ref *)uop + i);
		return 0;
	/* Xen does not look at the count of these two */
	case GNTTABOP_set_version:
		return set_version(fx, uop);
	case GNTTABOP_get_version:
		return get_version(fx, uop);
	case GNTTABOP_setup_table:
	case GNTTABOP_query_size:
	case GNTTABOP_get_status_frames:
		return count == 1 ? about_the_table(fx, cmd, uop) : -EINVAL;
	}
	return -ENOSYS;
}
