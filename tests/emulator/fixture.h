/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine with three domains in one address space, and what they often do */
#ifndef EMULATOR_FIXTURE_H
#define EMULATOR_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "../../emulator/fake-gnttab/core/hypervisor.h"

/* Every domain's memory: these pfns, of which some are given back */
#define FIRST	16u
#define END	512u
#define HOLES	256u	/* this pfn and those behind it are holes */

/* What a second stage shows where there is nothing, or the domain's own page */
#define SHOWS_NOTHING	0xffffffffu
#define SHOWS_OWN	0u

#define WORLD_DOMAINS	3

/**
 * struct world - the machine as the tests see it
 * @fx:		each domain's view of the hypervisor
 * @shows:	each domain's second stage
 * @writable:	and whether it lets the domain write
 * @kicks:	how often each domain was interrupted
 * @map_fails:	the host refuses to map
 */
struct world {
	struct fx fx[WORLD_DOMAINS];
	u32 shows[WORLD_DOMAINS][END];
	bool writable[WORLD_DOMAINS][END];
	unsigned int kicks[FX_DOMAINS];
	bool map_fails;
};

extern struct world world;

int world_setup(void **state);
int world_teardown(void **state);

/* Starts a domain in that slot, with its holes */
void world_start(unsigned int domid, unsigned int slot);
/* Makes the slot read as zeros, as the daemon does */
void world_wipe(unsigned int slot);

void set_version(unsigned int domid, u32 version);
/* The first page behind a domain's pfn */
u8 *page_of(unsigned int domid, u32 pfn);

/* @domid shares its @pfn with @with; @flags besides GTF_permit_access */
void grant(unsigned int domid, u32 ref, unsigned int with, u32 pfn, u16 flags);
/* What a guest does to end that: refuses while the entry is in use */
bool end_access(unsigned int domid, u32 ref);
u16 in_use(unsigned int domid, u32 ref);

/* Map into @domid at @pfn; the result's status and handle count */
struct gnttab_map_grant_ref map(unsigned int domid, unsigned int granter,
				u32 ref, u32 pfn, u32 flags);
s16 map_status(unsigned int domid, unsigned int granter, u32 ref, u32 pfn,
	       u32 flags);
u32 map_handle(unsigned int domid, unsigned int granter, u32 ref, u32 pfn,
	       u32 flags);
s16 unmap(unsigned int domid, u32 handle, u32 pfn);

struct fx_counters counters(unsigned int domid);

#define RW GNTMAP_host_map
#define RO (GNTMAP_host_map | GNTMAP_readonly)

#endif /* EMULATOR_FIXTURE_H */
