// SPDX-License-Identifier: GPL-2.0-or-later
/* GNTTABOP_copy: between what kinds of pages, how much, and from where to where. */
#include "actions.h"

/* What a side of a copy is */
enum side {
	OWN,		/* a page of the back's */
	HOLE,		/* a page of the back's without memory */
	NO_FRAME,	/* a frame number that no domain has */
	GRANT,		/* the front granted it to write, */
	GRANT_RO,	/* read-only, */
	ENDED,		/* and not any more, */
	OTHERS,		/* or to another domain, */
	OF_HOLE,	/* or without memory behind it */
	MAPPED,		/* the front granted it, and the back maps it */
	BEHIND,		/* a reference behind the table */
	NOBODYS,	/* a good reference, of a domain that does not exist */
	SELF_GRANT,	/* the back granted it to itself */
	TO_FRONT,	/* the back granted it to the front */
	FOREIGN_FRAME,	/* the front's frame, which only the front may name */
	SELF_BY_NUMBER,	/* the back's page, with the back's number */
};

#define PAGE_OF_BACK(side) \
	((side) == OWN || (side) == SELF_GRANT || (side) == TO_FRONT || (side) == SELF_BY_NUMBER)

struct bytes {
	struct domain *domain;
	uint32_t page;
};

static struct granted front_grant(enum side side)
{
	struct granted granted;
	uint32_t page;

	switch (side) {
	case OTHERS:
		page = new_page(&front, GP_MEMORY);
		return grant_page(&front, page, NO_DOMAIN, READ_WRITE);
	case OF_HOLE:
		page = new_page(&front, GP_HOLE);
		return grant_page(&front, page, back.domid, READ_WRITE);
	default:
		granted = granted_page(side == GRANT_RO ? READ_ONLY : READ_WRITE);
		if (side == ENDED)
			end_access(&granted);
		if (side == MAPPED)
			must_map(&granted, RO);
		return granted;
	}
}

/* Returns whether the side is a reference */
static int make_side(enum side side, struct gp_copy_side *op, struct bytes *bytes)
{
	struct granted granted;

	*op = (struct gp_copy_side){ .page = GP_NO_PAGE, .domid = DOMID_SELF };
	*bytes = (struct bytes){ .domain = NULL };
	if (PAGE_OF_BACK(side)) {
		*bytes = (struct bytes){ &back, new_page(&back, GP_MEMORY) };
		write_text(&back, bytes->page, 0, "own page 0123456789");
		op->page = bytes->page;
	}
	switch (side) {
	case OWN:
		return 0;
	case SELF_BY_NUMBER:
		op->domid = back.domid;
		return 0;
	case HOLE:
		op->page = new_page(&back, GP_HOLE);
		return 0;
	case NO_FRAME:
		op->frame = 0xffffff0;
		return 0;
	case FOREIGN_FRAME:
		op->domid = front.domid;
		op->frame = 1000;
		return 0;
	case SELF_GRANT:
	case TO_FRONT:
		granted = grant_page(&back, bytes->page,
				     side == SELF_GRANT ? back.domid : front.domid, READ_WRITE);
		op->ref = granted.ref;
		return 1;
	case BEHIND:
		op->domid = front.domid;
		op->ref = table_entries(&front);
		return 1;
	default:
		granted = front_grant(side);
		if (side != OF_HOLE)
			*bytes = (struct bytes){ &front, granted.page };
		op->domid = side == NOBODYS ? NO_DOMAIN : front.domid;
		op->ref = granted.ref;
		return 1;
	}
}

/* A copy of 12 bytes from one kind of page to the other; what arrived, if it did */
struct kinds {
	enum side source, dest;
};

static void between(const struct question *question)
{
	const struct kinds *with = question->with;
	struct gp_copy op = { .length = 12 };
	struct bytes from, to;

	if (make_side(with->source, &op.source, &from))
		op.flags |= GNTCOPY_source_gref;
	if (make_side(with->dest, &op.dest, &to))
		op.flags |= GNTCOPY_dest_gref;
	op.dest.offset = 100;
	must(&back, GP_COPY, &op, "copy");
	say("%s", outcome(op.result, op.status));
	if (to.domain)
		say("\"%s\"", read_text(to.domain, to.page, 99, 14));
}

/* From the front's page to the back's, so much, from there to there */
struct extent {
	unsigned int from, to, length;
};

static void extent(const struct question *question)
{
	const struct extent *with = question->with;
	struct gp_copy op = { .length = with->length, .flags = GNTCOPY_source_gref };
	struct bytes from, to;

	make_side(GRANT, &op.source, &from);
	make_side(OWN, &op.dest, &to);
	op.source.offset = with->from;
	op.dest.offset = with->to;
	write_text(&front, from.page, PAGE - 4, "last");
	must(&back, GP_COPY, &op, "copy");
	say("%s \"%s\"", outcome(op.result, op.status), read_text(&back, to.page, 0, 16));
	say("\"%s\"", read_text(&back, to.page, PAGE - 8, 8));
}

/* Flags that Xen does not know, with a grant as source */
static void with_flags(const struct question *question)
{
	struct gp_copy op = { .length = 12, .flags = *(const unsigned int *)question->with };
	struct bytes from, to;

	make_side(GRANT, &op.source, &from);
	make_side(OWN, &op.dest, &to);
	must(&back, GP_COPY, &op, "copy");
	say("%s \"%s\"", outcome(op.result, op.status), read_text(&back, to.page, 0, 12));
}

/* Within one page, over itself */
static void within(const struct question *question)
{
	struct gp_copy op = { .length = 12 };
	struct bytes page;

	(void)question;
	make_side(OWN, &op.source, &page);
	op.dest = op.source;
	op.dest.offset = 200;
	must(&back, GP_COPY, &op, "copy");
	say("%s \"%s\"", outcome(op.result, op.status), read_text(&back, page.page, 200, 12));
}

#define KINDS(from, to, expected) \
	{ "copy." #from "-to-" #to, "copy from " #from " to " #to, between, \
	  &(const struct kinds){ from, to }, expected }
#define EXTENT(name, from, to, length, expected) \
	{ "copy.extent-" name, "copy " #length " bytes from offset " #from " to offset " #to, \
	  extent, &(const struct extent){ from, to, length }, expected }
#define FLAGS(name, bits, expected) \
	{ "copy.flags-" name, "copy from a grant with flags " #bits, with_flags, \
	  &(const unsigned int){ bits }, expected }

static const struct question questions[] = {
	KINDS(OWN, OWN, "okay \".own page 012.\""),
	KINDS(GRANT, OWN, "okay \".of the front.\""),
	KINDS(OWN, GRANT, "okay \".own page 012.\""),
	KINDS(GRANT, GRANT, "okay \".of the front.\""),
	KINDS(GRANT_RO, OWN, "okay \".of the front.\""),
	KINDS(OWN, GRANT_RO, "general_error \"..............\""),
	KINDS(GRANT_RO, GRANT, "okay \".of the front.\""),
	KINDS(GRANT, GRANT_RO, "general_error \"..............\""),
	KINDS(MAPPED, OWN, "okay \".of the front.\""),
	KINDS(OWN, MAPPED, "okay \".own page 012.\""),
	KINDS(ENDED, OWN, NULL),
	KINDS(OWN, ENDED, NULL),
	KINDS(OTHERS, OWN, NULL),
	KINDS(OWN, OTHERS, NULL),
	KINDS(OF_HOLE, OWN, NULL),
	KINDS(OWN, OF_HOLE, NULL),
	KINDS(BEHIND, OWN, NULL),
	KINDS(OWN, BEHIND, NULL),
	KINDS(NOBODYS, OWN, "bad_domain \"..............\""),
	KINDS(OWN, NOBODYS, "bad_domain \"..............\""),
	KINDS(HOLE, OWN, NULL),
	KINDS(OWN, HOLE, NULL),
	KINDS(GRANT, HOLE, NULL),
	KINDS(HOLE, GRANT, NULL),
	KINDS(NO_FRAME, OWN, NULL),
	KINDS(OWN, NO_FRAME, NULL),
	KINDS(FOREIGN_FRAME, OWN, "permission_denied \"..............\""),
	KINDS(OWN, FOREIGN_FRAME, "permission_denied"),
	KINDS(SELF_BY_NUMBER, OWN, NULL),
	KINDS(OWN, SELF_BY_NUMBER, NULL),
	KINDS(SELF_GRANT, OWN, NULL),
	KINDS(OWN, SELF_GRANT, NULL),
	KINDS(TO_FRONT, OWN, NULL),
	KINDS(OWN, TO_FRONT, NULL),
	KINDS(SELF_GRANT, GRANT, NULL),
	KINDS(GRANT, SELF_GRANT, NULL),
	/* which of two mistakes is told */
	KINDS(NOBODYS, BEHIND, NULL),
	KINDS(BEHIND, NOBODYS, NULL),
	KINDS(ENDED, BEHIND, NULL),
	KINDS(BEHIND, ENDED, NULL),
	KINDS(ENDED, HOLE, NULL),
	KINDS(HOLE, ENDED, NULL),
	KINDS(FOREIGN_FRAME, NOBODYS, NULL),
	KINDS(NOBODYS, FOREIGN_FRAME, NULL),
	EXTENT("none", 0, 0, 0, NULL),
	EXTENT("none-at-end", 4096, 4096, 0, NULL),
	EXTENT("none-behind", 4097, 0, 0, NULL),
	EXTENT("one", 3, 1, 1, NULL),
	EXTENT("all", 0, 0, 4096, NULL),
	EXTENT("last", 4092, 4092, 4, NULL),
	EXTENT("to-first", 4092, 0, 4, NULL),
	EXTENT("source-by-one", 4093, 0, 4, "bad_copy_arg \"own page 0123456\" \"........\""),
	EXTENT("dest-by-one", 0, 4093, 4, "bad_copy_arg \"own page 0123456\" \"........\""),
	EXTENT("all-by-one", 0, 0, 4097, "bad_copy_arg \"own page 0123456\" \"........\""),
	EXTENT("offset-far", 65535, 0, 1, "bad_copy_arg \"own page 0123456\" \"........\""),
	EXTENT("wraps-16-bits", 65535, 0, 65535, "bad_copy_arg \"own page 0123456\" \"........\""),
	FLAGS("bit-2", GNTCOPY_source_gref | 4, NULL),
	FLAGS("bit-15", GNTCOPY_source_gref | 0x8000, NULL),
	{ "copy.within", "copy within one page", within, NULL, "okay \"own page 012\"" },
};

const struct group copy_group = { questions, COUNT(questions) };
