// SPDX-License-Identifier: GPL-2.0
/*
 * Grant entries, in the layout of version 1 and of version 2. The granting
 * guest changes them at any time and takes no lock, so every check of an entry
 * and the setting of its in-use bits are one atomic operation (version 1), or
 * are checked again afterwards (version 2, whose bits are in another page).
 */
#include "hypervisor.h"

#define IN_USE (GTF_reading | GTF_writing)

/* Xen gives up on an entry that its owner keeps changing */
#define MAX_RETRIES 5

/* Xen counts in 8 bits, and stops when the upper one is set */
#define MAX_PINS 128

/* The first four bytes of an entry of either version */
union header {
	u32 word;
	struct {
		u16 flags;
		u16 domid;
	};
};

static u32 *header_of(const struct fx_slot *slot, u32 ref)
{
	size_t size = slot->domain.version == 2 ? sizeof(union grant_entry_v2) :
						  sizeof(struct grant_entry_v1);

	return (u32 *)(slot->grants + ref * size);
}

static u16 *status_of(const struct fx_slot *slot, u32 ref)
{
	return (u16 *)slot->status + ref;
}

u32 fx_nr_grants(const struct fx_domain *domain)
{
	return domain->grant_frames *
	       (domain->version == 2 ? FX_GRANTS_V2 : FX_GRANTS_V1);
}

u16 fx_entry_flags(const struct fx_slot *slot, u32 ref)
{
	union header header = { .word = fx_read(header_of(slot, ref)) };

	return header.flags;
}

bool fx_entry_in_use(const struct fx_slot *slot, u32 ref)
{
	if (slot->domain.version == 2)
		return fx_read(status_of(slot, ref)) & IN_USE;
	return fx_entry_flags(slot, ref) & IN_USE;
}

u64 fx_entry_frame(const struct fx_slot *slot, u32 ref)
{
	const u8 *entry = (const u8 *)header_of(slot, ref);

	if (slot->domain.version == 2)
		return fx_read(&((union grant_entry_v2 *)entry)->full_page.frame);
	return fx_read(&((struct grant_entry_v1 *)entry)->frame);
}

/* A mapped entry may change its type and domain; who has it mapped stays */
static bool may_access(union header header, u16 domid, bool readonly,
		       bool pinned)
{
	if (!pinned && ((header.flags & (GTF_type_mask | GTF_sub_page)) !=
			GTF_permit_access || header.domid != domid))
		return false;
	return readonly || !(header.flags & GTF_readonly);
}

static s16 pin_v1(struct fx_slot *slot, u32 ref, u16 domid, bool readonly,
		  bool pinned)
{
	u32 *entry = header_of(slot, ref);
	union header old = { .word = fx_read(entry) }, new;
	unsigned int i;

	for (i = 0; i < MAX_RETRIES; i++) {
		if (!may_access(old, domid, readonly, pinned))
			return GNTST_general_error;
		new = old;
		new.flags |= readonly ? GTF_reading : IN_USE;
		if (fx_cmpxchg(entry, &old.word, new.word))
			return GNTST_okay;
	}
	return GNTST_general_error;
}

static s16 pin_v2(struct fx_slot *slot, u32 ref, u16 domid, bool readonly,
		  bool pinned)
{
	u32 *entry = header_of(slot, ref);
	union header header = { .word = fx_read(entry) };

	if (!may_access(header, domid, readonly, pinned))
		return GNTST_general_error;
	fx_fetch_or(status_of(slot, ref), readonly ? GTF_reading : IN_USE);

	header.word = fx_read(entry);
	if (may_access(header, domid, readonly, pinned))
		return GNTST_okay;
	fx_entry_unpin(slot, ref);
	return GNTST_general_error;
}

/**
 * fx_entry_pin - check an entry and set its in-use bits
 * @slot:	of the domain that grants
 * @ref:	a valid reference
 * @domid:	who wants access
 * @readonly:	and which
 *
 * The caller then counts the access in the active entry, or calls
 * fx_entry_unpin() at once. Returns GNTST_*.
 */
s16 fx_entry_pin(struct fx_slot *slot, u32 ref, u16 domid, bool readonly)
{
	const struct fx_active *active = &slot->active[ref];
	bool pinned = active->readers || active->writers;

	if (pinned && (active->domid != domid ||
		       (readonly ? active->readers : active->writers) >= MAX_PINS))
		return GNTST_general_error;
	/* What is held already is not asked for again, as in Xen */
	if (pinned && (readonly || active->writers))
		return GNTST_okay;
	if (slot->domain.version == 2)
		return pin_v2(slot, ref, domid, readonly, pinned);
	return pin_v1(slot, ref, domid, readonly, pinned);
}

/* Clear those in-use bits that the active entry no longer asks for */
void fx_entry_unpin(struct fx_slot *slot, u32 ref)
{
	const struct fx_active *active = &slot->active[ref];
	u16 clear = 0;

	if (!active->writers)
		clear |= GTF_writing;
	if (!active->writers && !active->readers)
		clear |= GTF_reading;
	if (!clear)
		return;

	if (slot->domain.version == 2)
		fx_fetch_and(status_of(slot, ref), (u16)~clear);
	else	/* little endian: the flags are the low half */
		fx_fetch_and(header_of(slot, ref), ~(u32)clear);
}

static bool is_pinned(const struct fx_slot *slot, u32 ref)
{
	return slot->active[ref].readers || slot->active[ref].writers;
}

/* Its owner may exchange what two references stand for, if nobody has them */
void fx_swap_grants(struct fx *fx, struct gnttab_swap_grant_ref *op)
{
	struct fx_slot *self = fx->self;
	size_t size = self->domain.version == 2 ? sizeof(union grant_entry_v2) :
						  sizeof(struct grant_entry_v1);
	u8 *a = self->grants + op->ref_a * size;
	u8 *b = self->grants + op->ref_b * size;
	u8 entry[sizeof(union grant_entry_v2)];

	op->status = GNTST_bad_gntref;
	if (op->ref_a >= fx_nr_grants(&self->domain) ||
	    op->ref_b >= fx_nr_grants(&self->domain))
		return;
	op->status = GNTST_okay;
	if (op->ref_a == op->ref_b)
		return;
	op->status = GNTST_eagain;
	if (is_pinned(self, op->ref_a) || is_pinned(self, op->ref_b))
		return;
	/* Nothing is in use, so there are no status bits to go with it */
	memcpy(entry, a, size);
	memcpy(a, b, size);
	memcpy(b, entry, size);
	op->status = GNTST_okay;
}
