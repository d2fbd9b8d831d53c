/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The shared file: everything the fake hypervisor knows, and every domain's
 * memory.
 *
 *	page 0		nothing but the lock: a POSIX record lock covers it
 *	page 1		struct fx_global
 *	FX_SLOT_PAGE	FX_SLOTS times struct fx_slot
 *	FX_MEMORY_PAGE	FX_SLOTS times the memory of the domain in that slot
 *
 * A domain id is what guests use, a slot is one incarnation of a domain. A
 * domain that was killed while a peer maps its pages keeps its slot, and its
 * successor with the same domain id gets another one. A slot is ready for use
 * when it reads as zeros, so punching a hole is all there is to recycle one,
 * and a new sparse file is a machine without domains.
 */
#ifndef FX_FAKEXEN_H
#define FX_FAKEXEN_H

#include "port.h"

#define FX_DOMAINS	8
#define FX_SLOTS	32
#define FX_FAULTS	16

/* Memory of one domain at most, in pages: 4 GiB */
#define FX_DOMAIN_PAGES	(1u << 20)

/*
 * What there is room for, and Xen's defaults: gnttab_max_frames=64,
 * gnttab_max_maptrack_frames=1024
 */
#define FX_GRANT_FRAMES		256
#define FX_GRANT_FRAMES_DEFAULT	64
#define FX_MAPTRACK		(1024 * 256)

#define FX_GRANTS_V1		(FX_PAGE_SIZE / sizeof(struct grant_entry_v1))
#define FX_GRANTS_V2		(FX_PAGE_SIZE / sizeof(union grant_entry_v2))
#define FX_GRANTS		(FX_GRANT_FRAMES * FX_GRANTS_V1)
#define FX_STATUS_PER_FRAME	(FX_PAGE_SIZE / sizeof(u16))
#define FX_STATUS_FRAMES	(FX_GRANT_FRAMES * FX_GRANTS_V2 / \
				 FX_STATUS_PER_FRAME)

/* The 2-level ABI: 64 words of 64 bits */
#define FX_PORT_WORDS	64
#define FX_PORTS	(FX_PORT_WORDS * 64)

/* The start of every guest's struct shared_info, for one virtual CPU */
struct fx_shared_info {
	u8 upcall_pending;
	u8 upcall_mask;
	u64 pending_sel;
	u8 time[32];
	u64 pending[FX_PORT_WORDS];
	u64 mask[FX_PORT_WORDS];
};

/* Who has a grant mapped, and which page it showed when it was mapped first */
struct fx_active {
	u32 page;
	u16 domid;
	u16 readers;
	u16 writers;
	u16 unused;
};

/* A mapping held by a domain; its index is the handle */
struct fx_maptrack {
	u32 ref;	/* when free: index of the next free entry, plus one */
	u32 pfn;
	u16 slot;	/* of the domain that granted */
	u16 flags;	/* GNTMAP_*, 0: free */
};

enum fx_port_state {
	FX_PORT_FREE,
	FX_PORT_UNBOUND,
	FX_PORT_INTERDOMAIN,
	FX_PORT_VIRQ,
	FX_PORT_IPI,
};

struct fx_port {
	u8 state;	/* enum fx_port_state */
	u8 virq;
	u16 domid;	/* the remote end, or who may become it */
	u32 port;	/* of the remote end */
};

/* What is behind a pfn */
enum fx_p2m_type {
	FX_P2M_RAM,	/* the domain's own page */
	FX_P2M_HOLE,	/* nothing: given back to the hypervisor */
	FX_P2M_GRANT,	/* a page of a domain that granted it */
	FX_P2M_XEN,	/* a page of the hypervisor: grant frame, shared info */
};

enum fx_state {
	FX_STATE_FREE,
	FX_STATE_LIVE,
	FX_STATE_DEAD,	/* gone, but its pages may still be mapped */
};

struct fx_domain {
	u32 state;		/* enum fx_state */
	u32 domid;
	u32 shutdown;		/* SHUTDOWN_* as the guest told, plus one */
	u32 first, end;		/* pfns that are memory; 0, 0 before the boot */
	u32 version;		/* of the grant table */
	u32 grant_frames;
	u32 pins;		/* mappings that others hold on this one */
	u32 maps;		/* mappings that this one holds */
	u32 maptrack_free;	/* first free entry, plus one */
	u32 maptrack_used;	/* entries below are, or were, in use */
	u32 ports;		/* open event channels */
	u32 ballooned;		/* pages given back */
	u64 violations;		/* deeds that would break a real machine */
};

struct fx_slot {
	struct fx_domain domain __attribute__((aligned(4096)));
	u8 shared_info[1 << FX_PAGE_SHIFT] __attribute__((aligned(4096)));
	u8 grants[FX_GRANT_FRAMES << FX_PAGE_SHIFT];
	u8 status[FX_STATUS_FRAMES << FX_PAGE_SHIFT];
	struct fx_active active[FX_GRANTS];
	struct fx_port port[FX_PORTS];
	struct fx_maptrack maptrack[FX_MAPTRACK];
	u8 p2m[FX_DOMAIN_PAGES];	/* enum fx_p2m_type */
};

enum fx_fault_kind {
	FX_FAULT_NONE,
	FX_FAULT_MAP,		/* the count-th map answers status */
	FX_FAULT_EAGAIN,	/* the next count maps answer eagain */
	FX_FAULT_UNMAP_DELAY,	/* an unmap takes count milliseconds */
	FX_FAULT_MAPTRACK,	/* no more than count mappings */
	FX_FAULT_STUCK,		/* the count-th unmap answers status */
};

#define FX_ANY_DOMAIN	0xffff

struct fx_fault {
	u8 kind;	/* enum fx_fault_kind */
	u8 unused;
	u16 domid;	/* of the caller, or FX_ANY_DOMAIN */
	s16 status;
	u16 unused2;
	u32 count;
};

struct fx_global {
	u32 grant_frames;		/* limit of a table, 0: the default */
	u32 slot[FX_DOMAINS];	/* of the living domain, plus one */
	struct fx_fault fault[FX_FAULTS];
};

#define FX_GLOBAL_PAGE	1u
#define FX_SLOT_PAGE	2u
#define FX_SLOT_PAGES	((u32)(sizeof(struct fx_slot) >> FX_PAGE_SHIFT))
#define FX_MEMORY_PAGE	(FX_SLOT_PAGE + FX_SLOTS * FX_SLOT_PAGES)
#define FX_FILE_PAGES	(FX_MEMORY_PAGE + FX_SLOTS * FX_DOMAIN_PAGES)
#define FX_FILE_SIZE	((u64)FX_FILE_PAGES << FX_PAGE_SHIFT)

_Static_assert(sizeof(struct fx_slot) % FX_PAGE_SIZE == 0, "whole pages");
_Static_assert(sizeof(struct fx_global) <= FX_PAGE_SIZE, "one page");
_Static_assert(sizeof(struct fx_shared_info) <= FX_PAGE_SIZE, "one page");

#endif /* FX_FAKEXEN_H */
