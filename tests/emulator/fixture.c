// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include <sys/mman.h>
#include "fixture.h"

struct world world;

static int show(unsigned int domid, u32 pfn, u32 page, bool write)
{
	assert_in_range(pfn, FIRST, END - 1);
	if (world.map_fails)
		return -ENOMEM;
	world.shows[domid][pfn] = page;
	world.writable[domid][pfn] = write;
	return 0;
}

static int hide(unsigned int domid, u32 pfn)
{
	assert_in_range(pfn, FIRST, END - 1);
	world.shows[domid][pfn] = SHOWS_NOTHING;
	return 0;
}

static void kick(unsigned int domid)
{
	assert_in_range(domid, 0, FX_DOMAINS - 1);
	world.kicks[domid]++;
}

/* The hypervisor calls back without saying for whom: each domain has its own */
#define OPS_OF(n)							\
	static int map_##n(u32 pfn, u32 page, bool write)		\
	{								\
		return show(n, pfn, page, write);			\
	}								\
	static int own_##n(u32 pfn)					\
	{								\
		return show(n, pfn, SHOWS_OWN, true);			\
	}								\
	static int hole_##n(u32 pfn)					\
	{								\
		return hide(n, pfn);					\
	}								\
	static const struct fx_ops ops_##n = {				\
		.map = map_##n, .own = own_##n, .hole = hole_##n,	\
		.kick = kick,						\
	}

OPS_OF(0);
OPS_OF(1);
OPS_OF(2);

static const struct fx_ops *const ops[WORLD_DOMAINS] = {
	&ops_0, &ops_1, &ops_2,
};

static void give_back(unsigned int domid, u32 pfn)
{
	xen_pfn_t list[] = { pfn };
	struct xen_memory_reservation op = {
		.nr_extents = 1,
		.domid = DOMID_SELF,
	};

	op.extent_start.p = list;
	assert_int_equal(fx_memory_op(&world.fx[domid],
				      XENMEM_decrease_reservation, &op), 1);
}

void world_start(unsigned int domid, unsigned int slot)
{
	struct fx *fx = &world.fx[domid];
	u32 pfn;

	fx->ops = ops[domid];
	memset(world.shows[domid], 0, sizeof(world.shows[domid]));
	assert_int_equal(fx_domain_create(fx, domid, slot), 0);
	assert_int_equal(fx_domain_boot(fx, domid, fx_slot_memory(slot), FIRST,
					END), 0);
	for (pfn = HOLES; pfn < END; pfn++)
		give_back(domid, pfn);
}

void world_wipe(unsigned int slot)
{
	struct fx *fx = &world.fx[0];

	assert_int_equal(madvise(fx_slot(fx, slot), sizeof(struct fx_slot),
				 MADV_DONTNEED), 0);
}

int world_setup(void **state)
{
	unsigned int i;
	u8 *file;

	(void)state;
	memset(&world, 0, sizeof(world));
	file = mmap(NULL, FX_FILE_SIZE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (file == MAP_FAILED)
		return -1;
	for (i = 0; i < WORLD_DOMAINS; i++)
		world.fx[i].file = file;
	/* Slots that are not the domain ids, so that a mix-up shows */
	for (i = 0; i < WORLD_DOMAINS; i++)
		world_start(i, 5 + 2 * i);
	return 0;
}

int world_teardown(void **state)
{
	(void)state;
	return munmap(world.fx[0].file, FX_FILE_SIZE);
}

void set_version(unsigned int domid, u32 version)
{
	struct gnttab_set_version op = { .version = version };

	assert_int_equal(fx_grant_table_op(&world.fx[domid],
					   GNTTABOP_set_version, &op, 1), 0);
	assert_int_equal(op.version, version);
}

u8 *page_of(unsigned int domid, u32 pfn)
{
	struct fx *fx = &world.fx[domid];

	return fx_page(fx, fx_slot_memory(fx_slot_index(fx, fx->self)) + pfn);
}

void grant(unsigned int domid, u32 ref, unsigned int with, u32 pfn, u16 flags)
{
	struct fx_slot *slot = world.fx[domid].self;

	if (slot->domain.version == 2) {
		union grant_entry_v2 *entry =
			(union grant_entry_v2 *)slot->grants + ref;

		entry->full_page.frame = pfn;
		entry->full_page.hdr.domid = with;
		entry->full_page.hdr.flags = GTF_permit_access | flags;
	} else {
		struct grant_entry_v1 *entry =
			(struct grant_entry_v1 *)slot->grants + ref;

		entry->frame = pfn;
		entry->domid = with;
		entry->flags = GTF_permit_access | flags;
	}
}

u16 in_use(unsigned int domid, u32 ref)
{
	struct fx_slot *slot = world.fx[domid].self;
	const u16 bits = GTF_reading | GTF_writing;

	if (slot->domain.version == 2)
		return ((u16 *)slot->status)[ref] & bits;
	return fx_entry_flags(slot, ref) & bits;
}

bool end_access(unsigned int domid, u32 ref)
{
	struct fx_slot *slot = world.fx[domid].self;

	if (slot->domain.version == 2)
		((union grant_entry_v2 *)slot->grants)[ref].hdr.flags = 0;
	if (in_use(domid, ref))
		return false;
	if (slot->domain.version == 1)
		((struct grant_entry_v1 *)slot->grants)[ref].flags = 0;
	return true;
}

struct gnttab_map_grant_ref map(unsigned int domid, unsigned int granter,
				u32 ref, u32 pfn, u32 flags)
{
	struct gnttab_map_grant_ref op = {
		.host_addr = (u64)pfn << FX_PAGE_SHIFT,
		.flags = flags,
		.ref = ref,
		.dom = granter,
		.status = 1,
		.handle = 0xdeadbeef,
	};

	assert_int_equal(fx_grant_table_op(&world.fx[domid],
					   GNTTABOP_map_grant_ref, &op, 1), 0);
	return op;
}

s16 map_status(unsigned int domid, unsigned int granter, u32 ref, u32 pfn,
	       u32 flags)
{
	return map(domid, granter, ref, pfn, flags).status;
}

u32 map_handle(unsigned int domid, unsigned int granter, u32 ref, u32 pfn,
	       u32 flags)
{
	struct gnttab_map_grant_ref op = map(domid, granter, ref, pfn, flags);

	assert_int_equal(op.status, GNTST_okay);
	return op.handle;
}

s16 unmap(unsigned int domid, u32 handle, u32 pfn)
{
	struct gnttab_unmap_grant_ref op = {
		.host_addr = (u64)pfn << FX_PAGE_SHIFT,
		.handle = handle,
		.status = 1,
	};

	assert_int_equal(fx_grant_table_op(&world.fx[domid],
					   GNTTABOP_unmap_grant_ref, &op, 1), 0);
	return op.status;
}

struct fx_counters counters(unsigned int domid)
{
	struct fx_counters c;

	fx_count(world.fx[domid].self, &c);
	return c;
}
