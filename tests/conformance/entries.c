// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands in an entry: its type and flags, and changes of them while it is mapped. */
#include "actions.h"

/* The front's entry is written by hand, then the back maps it. */
struct by_hand {
	unsigned int flags;
	uint32_t map;
};

static void by_hand(const struct question *question)
{
	const struct by_hand *with = question->with;
	struct granted granted = granted_page(READ_WRITE);
	struct gp_entry entry = read_entry(&granted);
	struct mapping mapping;

	entry.flags = with->flags;
	write_entry(&granted, entry);
	mapping = map_ref(front.domid, granted.ref, with->map);
	say("%s %s", map_outcome(&mapping), in_use(&granted));
	if (!mapping.op.result && !mapping.op.status) {
		must_unmap(&mapping);
		say("%s", in_use(&granted));
	}
}

/* What the kernel writes into an entry */
static void as_granted(const struct question *question)
{
	struct granted granted = granted_page(*(const enum access *)question->with);
	struct gp_entry entry = read_entry(&granted);

	say("flags %#x", entry.flags);
	say(entry.domid == back.domid ? "of the back" : "of somebody else");
	end_access(&granted);
	entry = read_entry(&granted);
	say("then %#x", entry.flags);
}

/*
 * The owner changes an entry that is mapped: what counts of it for the next
 * mapping, and does the first one come off?
 */
struct change {
	uint32_t first;		/* mapped so */
	unsigned int flags;	/* then the entry gets these flags, */
	int to_another;		/* is for another domain, */
	int other_frame;	/* or another page, */
	uint32_t second;	/* and is mapped so */
};

static void changed(const struct question *question)
{
	const struct change *with = question->with;
	struct granted granted = granted_page(READ_WRITE);
	struct mapping first = must_map(&granted, with->first), second;
	struct gp_entry entry = read_entry(&granted);

	entry.flags = with->flags;
	if (with->to_another)
		entry.domid = NO_DOMAIN;
	if (with->other_frame) {
		uint32_t page = new_page(&front, GP_MEMORY);
		struct granted other = grant_page(&front, page, back.domid, READ_WRITE);

		write_text(&front, page, 0, "another page");
		entry.frame = read_entry(&other).frame;
	}
	write_entry(&granted, entry);
	second = map_ref(front.domid, granted.ref, with->second);
	say("%s", map_outcome(&second));
	if (!second.op.result && !second.op.status) {
		say("\"%s\"", read_text(&back, second.page, 0, 12));
		must_unmap(&second);
	}
	say("%s", in_use(&granted));
	must_unmap(&first);
	say("%s", in_use(&granted));
}

/* The owner clears the whole entry under a mapping: Xen does not need it. */
static void cleared(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, RO);
	struct gp_entry nothing = { .flags = GTF_invalid };

	(void)question;
	write_entry(&granted, nothing);
	say("%s \"%s\"", in_use(&granted), read_text(&back, mapping.page, 0, 12));
	must_unmap(&mapping);
	say("%s", in_use(&granted));
}

#define ENTRY(name, bits, map, expected) \
	{ "entries." name, "an entry with flags " #bits ", mapped " #map, by_hand, \
	  &(const struct by_hand){ bits, map }, expected }

static const struct question questions[] = {
	{ "entries.rw", "the entry of a grant to write, and when it ended", as_granted,
	  &(const enum access){ READ_WRITE }, "flags 0x1 of the back then 0" },
	{ "entries.ro", "the entry of a read-only grant, and when it ended", as_granted,
	  &(const enum access){ READ_ONLY }, "flags 0x5 of the back then 0" },
	ENTRY("invalid", GTF_invalid, RO, "general_error -"),
	ENTRY("permit", GTF_permit_access, RO, "okay r -"),
	ENTRY("transfer", GTF_accept_transfer, RO, "general_error -"),
	ENTRY("transitive", GTF_transitive, RO, "general_error -"),
	ENTRY("permit-readonly", GTF_permit_access | GTF_readonly, RO, "okay r -"),
	ENTRY("invalid-readonly", GTF_invalid | GTF_readonly, RO, "general_error -"),
	ENTRY("sub-page", GTF_permit_access | GTF_sub_page, RO, NULL),
	ENTRY("pwt", GTF_permit_access | GTF_PWT, RO, NULL),
	ENTRY("pcd", GTF_permit_access | GTF_PCD, RO, NULL),
	ENTRY("pat", GTF_permit_access | GTF_PAT, RO, NULL),
	ENTRY("bit-9", GTF_permit_access | 0x200, RO, NULL),
	ENTRY("bit-15", GTF_permit_access | 0x8000, RO, NULL),
	ENTRY("all", 0xffff, RO, NULL),
	ENTRY("permit-write", GTF_permit_access, RW, "okay rw -"),
	ENTRY("readonly-write", GTF_permit_access | GTF_readonly, RW, "general_error -"),
	ENTRY("invalid-write", GTF_invalid, RW, "general_error -"),
	{ "entries.readonly-then-read", "writer, then the grant becomes read-only, a reader",
	  changed, &(const struct change){
		.first = RW, .flags = GTF_permit_access | GTF_readonly, .second = RO }, NULL },
	{ "entries.readonly-then-write", "writer, then the grant becomes read-only, a writer",
	  changed, &(const struct change){
		.first = RW, .flags = GTF_permit_access | GTF_readonly, .second = RW }, NULL },
	{ "entries.readonly-under-reader", "reader, then the grant becomes read-only, a writer",
	  changed, &(const struct change){
		.first = RO, .flags = GTF_permit_access | GTF_readonly, .second = RW }, NULL },
	{ "entries.invalid-then-read", "reader, then the grant becomes invalid, a reader",
	  changed, &(const struct change){
		.first = RO, .flags = GTF_invalid, .second = RO }, NULL },
	{ "entries.invalid-then-write", "reader, then the grant becomes invalid, a writer",
	  changed, &(const struct change){
		.first = RO, .flags = GTF_invalid, .second = RW }, NULL },
	{ "entries.another-then-read", "reader, then the grant is for another domain, a reader",
	  changed, &(const struct change){
		.first = RO, .flags = GTF_permit_access, .to_another = 1, .second = RO }, NULL },
	{ "entries.another-then-write", "reader, then the grant is for another domain, a writer",
	  changed, &(const struct change){
		.first = RO, .flags = GTF_permit_access, .to_another = 1, .second = RW }, NULL },
	{ "entries.frame-then-read", "reader, then the grant is of another page, a reader",
	  changed, &(const struct change){
		.first = RO, .flags = GTF_permit_access, .other_frame = 1, .second = RO }, NULL },
	{ "entries.frame-then-write", "reader, then the grant is of another page, a writer",
	  changed, &(const struct change){
		.first = RO, .flags = GTF_permit_access, .other_frame = 1, .second = RW }, NULL },
	{ "entries.cleared", "the entry is cleared under a reader", cleared, NULL, NULL },
};

const struct group entries_group = { questions, COUNT(questions) };
