// SPDX-License-Identifier: GPL-2.0
/*
 * Birth and death of domains.
 *
 * A domain may die at any instruction, also within a hypercall. What it held
 * is known from its maptrack alone, and a mapping that never got there never
 * was: so the pins of every grant are counted again from the survivors'
 * maptracks, and the in-use bits follow from the pins. Nothing is logged.
 */
#include "hypervisor.h"

/* The slot of a domain that is alive, or NULL */
struct fx_slot *fx_living(const struct fx *fx, unsigned int domid)
{
	u32 slot = domid < FX_DOMAINS ? fx_global(fx)->slot[domid] : 0;

	return slot ? fx_slot(fx, slot - 1) : NULL;
}

/*
 * The slot of a domain that Xen knows: it is alive, or it is dead and pages of it
 * are still mapped.
 */
struct fx_slot *fx_known(const struct fx *fx, unsigned int domid)
{
	struct fx_slot *slot = fx_living(fx, domid);
	unsigned int i;

	for (i = 0; i < FX_SLOTS && !slot; i++) {
		const struct fx_domain *domain = &fx_slot(fx, i)->domain;

		if (domain->state == FX_STATE_DEAD && domain->pins &&
		    domain->domid == domid)
			slot = fx_slot(fx, i);
	}
	return slot;
}

/* A dead domain's slot can be recycled once nothing maps its pages */
bool fx_slot_reusable(const struct fx *fx, unsigned int slot)
{
	const struct fx_domain *domain = &fx_slot(fx, slot)->domain;

	return domain->state == FX_STATE_FREE ||
	       (domain->state == FX_STATE_DEAD && !domain->pins);
}

/* The slot must read as zeros */
int fx_domain_create(struct fx *fx, unsigned int domid, unsigned int slot)
{
	struct fx_domain *domain;

	if (domid >= FX_DOMAINS || slot >= FX_SLOTS)
		return -EINVAL;
	if (fx_living(fx, domid))
		return -EEXIST;
	domain = &fx_slot(fx, slot)->domain;
	if (domain->state != FX_STATE_FREE)
		return -EBUSY;

	domain->domid = domid;
	domain->version = 1;
	domain->grant_frames = 1;
	domain->state = FX_STATE_LIVE;
	fx_global(fx)->slot[domid] = slot + 1;
	return 0;
}

/**
 * fx_domain_boot - the domain's kernel says where its memory is
 * @fx:		becomes the view of that domain
 * @domid:	what the kernel was told to be
 * @memory:	page of the file that is behind its pfn 0
 * @first:	first pfn that is memory
 * @end:	first pfn behind the memory
 */
int fx_domain_boot(struct fx *fx, unsigned int domid, u32 memory, u32 first,
		   u32 end)
{
	struct fx_slot *slot = fx_living(fx, domid);

	if (!slot)
		return -ENODEV;
	if (memory != fx_slot_memory(fx_slot_index(fx, slot)))
		return -EINVAL;
	if (first >= end || end > FX_DOMAIN_PAGES)
		return -ERANGE;
	if (slot->domain.end)
		return -EEXIST;

	slot->domain.first = first;
	slot->domain.end = end;
	fx->self = slot;
	return 0;
}

/* A guest with one virtual CPU never waits here, and tells why it ends */
int fx_sched_op(struct fx *fx, int cmd, void *arg)
{
	switch (cmd) {
	case SCHEDOP_yield:
	case SCHEDOP_block:
	case SCHEDOP_poll:
		return 0;
	case SCHEDOP_shutdown:
		fx->self->domain.shutdown =
			((struct sched_shutdown *)arg)->reason + 1;
		return 0;
	}
	return -ENOSYS;
}

static void forget_pins(struct fx_slot *slot)
{
	u32 ref, n = fx_nr_grants(&slot->domain);

	slot->domain.pins = 0;
	for (ref = 0; ref < n; ref++) {
		slot->active[ref].readers = 0;
		slot->active[ref].writers = 0;
	}
}

static void count_pins(struct fx *fx, const struct fx_slot *holder)
{
	u32 i;

	for (i = 0; i < holder->domain.maptrack_used; i++) {
		const struct fx_maptrack *map = &holder->maptrack[i];
		struct fx_slot *granter;

		if (!map->flags)
			continue;
		granter = fx_slot(fx, map->slot);
		granter->domain.pins++;
		if (map->flags & GNTMAP_readonly)
			granter->active[map->ref].readers++;
		else
			granter->active[map->ref].writers++;
	}
}

static void derive_in_use(struct fx_slot *slot)
{
	u32 ref, n = fx_nr_grants(&slot->domain);

	for (ref = 0; ref < n; ref++)
		if (fx_entry_in_use(slot, ref))
			fx_entry_unpin(slot, ref);
}

/* The domain's process is gone */
void fx_domain_reap(struct fx *fx, unsigned int domid)
{
	struct fx_slot *dead = fx_living(fx, domid);
	unsigned int i;

	if (!dead)
		return;
	fx_global(fx)->slot[domid] = 0;
	dead->domain.state = FX_STATE_DEAD;
	fx_maptrack_reset(dead);

	for (i = 0; i < FX_SLOTS; i++)
		if (fx_slot(fx, i)->domain.state != FX_STATE_FREE)
			forget_pins(fx_slot(fx, i));
	for (i = 0; i < FX_SLOTS; i++)
		if (fx_slot(fx, i)->domain.state == FX_STATE_LIVE)
			count_pins(fx, fx_slot(fx, i));
	for (i = 0; i < FX_SLOTS; i++)
		if (fx_slot(fx, i)->domain.state != FX_STATE_FREE)
			derive_in_use(fx_slot(fx, i));

	fx_evtchn_reap(fx, domid);
}
