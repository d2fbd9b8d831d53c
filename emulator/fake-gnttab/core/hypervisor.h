/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fake hypervisor's logic. All of it runs under the lock of the shared
 * file, in whichever process makes the hypercall; only grant entries, status
 * frames and shared_info are changed by guests without that lock.
 */
#ifndef FX_HYPERVISOR_H
#define FX_HYPERVISOR_H

#include "fakexen.h"

/**
 * struct fx_ops - what the caller's surroundings do for the hypervisor
 * @map:	let the caller's pfn show a page of the file; 0 or -errno
 * @own:	let it show the caller's own page again
 * @hole:	let nothing be behind it
 * @kick:	interrupt a domain, because an event is pending for it
 */
struct fx_ops {
	int (*map)(u32 pfn, u32 page, bool write);
	int (*own)(u32 pfn);
	int (*hole)(u32 pfn);
	void (*kick)(unsigned int domid);
};

/**
 * struct fx - a process's view of the hypervisor
 * @file:	the shared file, mapped whole
 * @ops:	see there
 * @self:	slot of the domain that makes the hypercalls
 */
struct fx {
	u8 *file;
	const struct fx_ops *ops;
	struct fx_slot *self;
};

static inline void *fx_page(const struct fx *fx, u32 page)
{
	return fx->file + ((u64)page << FX_PAGE_SHIFT);
}

static inline struct fx_global *fx_global(const struct fx *fx)
{
	return fx_page(fx, FX_GLOBAL_PAGE);
}

static inline struct fx_slot *fx_slot(const struct fx *fx, unsigned int slot)
{
	return fx_page(fx, FX_SLOT_PAGE + slot * FX_SLOT_PAGES);
}

static inline unsigned int fx_slot_index(const struct fx *fx,
					 const struct fx_slot *slot)
{
	return slot - fx_slot(fx, 0);
}

/* The page of the file that is behind pfn 0 of the domain in that slot */
static inline u32 fx_slot_memory(unsigned int slot)
{
	return FX_MEMORY_PAGE + slot * FX_DOMAIN_PAGES;
}

/* The page of the file at that address of the mapped file */
static inline u32 fx_page_of(const struct fx *fx, const void *address)
{
	return ((const u8 *)address - fx->file) >> FX_PAGE_SHIFT;
}

/* domain.c */
struct fx_slot *fx_living(const struct fx *fx, unsigned int domid);
struct fx_slot *fx_known(const struct fx *fx, unsigned int domid);
bool fx_slot_reusable(const struct fx *fx, unsigned int slot);
int fx_domain_create(struct fx *fx, unsigned int domid, unsigned int slot);
int fx_domain_boot(struct fx *fx, unsigned int domid, u32 memory, u32 first,
		   u32 end);
int fx_sched_op(struct fx *fx, int cmd, void *arg);
void fx_domain_reap(struct fx *fx, unsigned int domid);

/* grant.c */
void fx_map_grant(struct fx *fx, struct gnttab_map_grant_ref *op);
void fx_unmap_grant(struct fx *fx, struct gnttab_unmap_grant_ref *op);

/* grant-copy.c */
void fx_copy_grant(struct fx *fx, struct gnttab_copy *op);

/* grant-entry.c */
u32 fx_nr_grants(const struct fx_domain *domain);
u16 fx_entry_flags(const struct fx_slot *slot, u32 ref);
bool fx_entry_in_use(const struct fx_slot *slot, u32 ref);
u64 fx_entry_frame(const struct fx_slot *slot, u32 ref);
s16 fx_entry_pin(struct fx_slot *slot, u32 ref, u16 domid, bool readonly);
void fx_entry_unpin(struct fx_slot *slot, u32 ref);
void fx_swap_grants(struct fx *fx, struct gnttab_swap_grant_ref *op);

/* grant-table.c */
u32 fx_grant_limit(const struct fx *fx);
int fx_grant_grow(struct fx *fx, struct fx_slot *slot, u32 frames);
u32 fx_nr_status_frames(const struct fx_domain *domain);
int fx_grant_table_op(struct fx *fx, unsigned int cmd, void *uop,
		      unsigned int count);

/* maptrack.c */
struct fx_maptrack *fx_maptrack_get(struct fx *fx, u32 *handle);
void fx_maptrack_put(struct fx *fx, u32 handle);
struct fx_maptrack *fx_maptrack_find(struct fx *fx, u32 handle);
void fx_maptrack_reset(struct fx_slot *slot);

/* memory.c */
bool fx_is_ram(const struct fx_slot *slot, u64 pfn);
int fx_memory_op(struct fx *fx, unsigned int cmd, void *arg);

/* evtchn.c */
int fx_event_channel_op(struct fx *fx, int cmd, void *arg);
void fx_evtchn_reap(struct fx *fx, unsigned int domid);

/* fault.c */
int fx_fault_command(struct fx *fx, const char *command);
int fx_fault_list(struct fx *fx, char *text, size_t size);
bool fx_fault_map(struct fx *fx, s16 *status);
bool fx_fault_unmap(struct fx *fx, s16 *status);
u32 fx_fault_maptrack(struct fx *fx);
u32 fx_fault_unmap_delay(struct fx *fx);

/* counters.c */
struct fx_counters {
	u32 grants, mapped, maps, ports, ballooned;
	u64 violations;
};

void fx_count(const struct fx_slot *slot, struct fx_counters *counters);
int fx_counters_list(struct fx *fx, char *text, size_t size);

#endif /* FX_HYPERVISOR_H */
