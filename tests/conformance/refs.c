// SPDX-License-Identifier: GPL-2.0-or-later
/* Which references can be mapped: those that exist, of domains that exist. */
#include "actions.h"

/* Maps, and says what came of it and what is there to be read. */
static void say_map(unsigned int domid, uint32_t ref, uint32_t flags)
{
	struct mapping mapping = map_ref(domid, ref, flags);

	say("%s", map_outcome(&mapping));
	if (mapping.op.result || mapping.op.status)
		return;
	say("\"%s\"", read_text(&back, mapping.page, 0, 12));
	must_unmap(&mapping);
}

struct permission {
	enum access granted;
	uint32_t flags;
};

static void permission(const struct question *question)
{
	const struct permission *with = question->with;
	struct granted granted = granted_page(with->granted);

	say_map(front.domid, granted.ref, with->flags);
}

static void ended(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);

	(void)question;
	end_access(&granted);
	say_map(front.domid, granted.ref, RO);
}

static void reserved(const struct question *question)
{
	(void)question;
	/* 0 is the console's and 1 XenStore's, 2 to 7 are kept for other such uses */
	say_map(front.domid, 7, RO);
}

/* References that are far from any table, relative to its largest size or not */
struct far {
	uint32_t ref;
	int behind_table;
};

static void far(const struct question *question)
{
	const struct far *with = question->with;

	say_map(front.domid, with->ref + (with->behind_table ? table_entries(&front) : 0), RO);
}

/* A good reference, but of that domain */
static void of_domain(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);

	say_map(*(const unsigned int *)question->with, granted.ref, RO);
}

static void to_another(const struct question *question)
{
	uint32_t page = new_page(&front, GP_MEMORY);
	struct granted granted = grant_page(&front, page, *(const unsigned int *)question->with,
					    READ_WRITE);

	say_map(front.domid, granted.ref, RO);
}

static void to_itself(const struct question *question)
{
	uint32_t page = new_page(&front, GP_MEMORY);
	struct granted granted = grant_page(&front, page, front.domid, READ_WRITE);

	(void)question;
	say_map(front.domid, granted.ref, RO);
}

/* A frame that is no memory of the domain that grants it */
static void of_hole(const struct question *question)
{
	uint32_t page = new_page(&front, GP_HOLE);
	struct granted granted = grant_page(&front, page, back.domid, READ_WRITE);

	(void)question;
	say_map(front.domid, granted.ref, RO);
	say("%s", in_use(&granted));
}

static void of_frame(const struct question *question)
{
	struct granted granted = grant_frame(&front, *(const uint64_t *)question->with,
					     back.domid);

	say_map(front.domid, granted.ref, RO);
	end_access(&granted);
}

static void ended_and_granted_again(const struct question *question)
{
	struct granted granted = granted_page(READ_ONLY);

	(void)question;
	end_access(&granted);
	granted = grant_page(&front, granted.page, back.domid, READ_WRITE);
	say_map(front.domid, granted.ref, RW);
}

/* The mapping shows what the owner writes, and the other way round */
static void one_page(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, RW);

	(void)question;
	write_text(&front, granted.page, PAGE - 4, "last");
	say("%s", read_text(&back, mapping.page, PAGE - 4, 4));
	write_text(&back, mapping.page, 0, "of the back.");
	say("\"%s\"", read_text(&front, granted.page, 0, 12));
	must_unmap(&mapping);
}

/* More mappings of one grant than anybody needs: how many there can be */
static void mappings_of_one(const struct question *question)
{
	uint32_t flags = *(const uint32_t *)question->with;
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping;
	int count = 0;

	do
		mapping = map_ref(front.domid, granted.ref, flags);
	while (!mapping.op.result && !mapping.op.status && ++count < 300);
	say("%d, then %s", count, map_outcome(&mapping));
}

/* When one kind of mapping is used up, is the other? */
static void other_kind_of_mapping(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);

	(void)question;
	for (int i = 0; i < 128; i++)
		must_map(&granted, RO);
	say_map(front.domid, granted.ref, RO);
	say_map(front.domid, granted.ref, RW);
}

#define PERMISSION(name, what, access, how, expected) \
	{ "refs.permission-" name, what, permission, \
	  &(const struct permission){ access, how }, expected }
#define FAR(name, what, number, behind, expected) \
	{ "refs.far-" name, what, far, &(const struct far){ number, behind }, expected }
#define DOMAIN(name, number) \
	{ "refs.domain-" name, "a good reference of domain " #number, of_domain, \
	  &(const unsigned int){ number }, "bad_domain" }
#define TO(name, number) \
	{ "refs.to-" name, "a reference that is granted to domain " #number, to_another, \
	  &(const unsigned int){ number }, "general_error" }
#define FRAME(name, number) \
	{ "refs.frame-" name, "a grant of frame " #number, of_frame, \
	  &(const uint64_t){ number }, "bad_page" }

static const struct question questions[] = {
	PERMISSION("ro-ro", "granted read-only, mapped read-only", READ_ONLY, RO,
		   "okay \"of the front\""),
	PERMISSION("ro-rw", "granted read-only, mapped to write", READ_ONLY, RW,
		   "general_error"),
	PERMISSION("rw-ro", "granted to write, mapped read-only", READ_WRITE, RO,
		   "okay \"of the front\""),
	PERMISSION("rw-rw", "granted to write, mapped to write", READ_WRITE, RW,
		   "okay \"of the front\""),
	{ "refs.one-page", "both domains see each other's writes", one_page, NULL,
	  "last \"of the back.\"" },
	{ "refs.ended", "a reference whose grant has ended", ended, NULL,
	  "general_error" },
	{ "refs.again", "a reference that ended and was granted again", ended_and_granted_again,
	  NULL, "okay \"of the front\"" },
	{ "refs.reserved", "a reserved reference that nobody uses", reserved, NULL,
	  "general_error" },
	FAR("first", "the first reference behind the largest table", 0, 1, "bad_gntref"),
	FAR("second", "the second reference behind the largest table", 1, 1, "bad_gntref"),
	FAR("65536", "reference 65536", 65536, 0, "bad_gntref"),
	FAR("signed", "reference 0x7fffffff", 0x7fffffff, 0, "bad_gntref"),
	FAR("sign-bit", "reference 0x80000000", 0x80000000, 0, "bad_gntref"),
	FAR("last", "reference 0xffffffff", 0xffffffff, 0, "bad_gntref"),
	DOMAIN("none", 0x7fef),
	DOMAIN("self", 0x7ff0),
	DOMAIN("io", 0x7ff1),
	DOMAIN("xen", 0x7ff2),
	DOMAIN("cow", 0x7ff3),
	DOMAIN("invalid", 0x7ff4),
	DOMAIN("idle", 0x7fff),
	DOMAIN("8000", 0x8000),
	DOMAIN("ffff", 0xffff),
	TO("none", 0x7fef),
	TO("self", 0x7ff0),
	TO("io", 0x7ff1),
	TO("ffff", 0xffff),
	{ "refs.to-itself", "a reference that the front granted to itself", to_itself, NULL,
	  "general_error" },
	{ "refs.hole", "a grant of a page without memory", of_hole, NULL, NULL },
	FRAME("far", 0x0ffffff0),
	FRAME("last", 0xffffffff),
	{ "refs.count-ro", "how often one grant can be mapped read-only", mappings_of_one,
	  &(const uint32_t){ RO }, NULL },
	{ "refs.count-rw", "how often one grant can be mapped to write", mappings_of_one,
	  &(const uint32_t){ RW }, NULL },
	{ "refs.count-other", "mapped read-only 128 times: once more, and to write",
	  other_kind_of_mapping, NULL, NULL },
};

const struct group refs_group = { questions, COUNT(questions) };
