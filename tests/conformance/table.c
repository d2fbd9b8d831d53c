// SPDX-License-Identifier: GPL-2.0-or-later
/* The grant table as a whole: size, version, swapping; and hypercalls that there are not. */
#include <errno.h>

#include "actions.h"

/* Whose table, and who asks */
struct whose {
	struct domain *asks;
	const struct domain *of;	/* NULL: @domid */
	unsigned int domid;
};

static unsigned int domid_of(const struct whose *with)
{
	return with->of ? with->of->domid : with->domid;
}

static void size(const struct question *question)
{
	const struct whose *with = question->with;
	struct gp_query_size op = { .domid = domid_of(with) };

	must(with->asks, GP_QUERY_SIZE, &op, "query size");
	say("%s", outcome(op.result, op.status));
	if (op.result || op.status)
		return;
	say("%s", op.nr_frames && op.nr_frames <= op.max_nr_frames ? "some" : "a wrong number");
	say("of %u frames", op.max_nr_frames);
}

static void version(const struct question *question)
{
	const struct whose *with = question->with;
	struct gp_version op = { .domid = domid_of(with) };

	must(with->asks, GP_GET_VERSION, &op, "get version");
	say("%s", errno_name(-op.result));
	if (!op.result)
		say("%u", op.version);
}

static void set_version(const struct question *question)
{
	struct gp_version op = { .version = *(const unsigned int *)question->with };

	must(&back, GP_SET_VERSION, &op, "set version");
	say("%s, it is %u", errno_name(-op.result), op.version);
}

/* The version can only change while nothing is mapped (but that is not tried here) */
static void set_version_in_use(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, RO);
	struct gp_version op = { .version = 2 };

	(void)question;
	must(&front, GP_SET_VERSION, &op, "set version");
	say("%s, it is %u", errno_name(-op.result), op.version);
	must_unmap(&mapping);
}

static const char *swap_outcome(uint32_t a, uint32_t b)
{
	struct gp_swap op = { .a = a, .b = b };

	must(&front, GP_SWAP, &op, "swap");
	return outcome(op.result, op.status);
}

static void say_map(const struct granted *granted)
{
	struct mapping mapping = map_ref(front.domid, granted->ref, RO);

	say("%s", map_outcome(&mapping));
	if (mapping.op.result || mapping.op.status)
		return;
	say("\"%s\"", read_text(&back, mapping.page, 0, 12));
	must_unmap(&mapping);
}

static void swap(const struct question *question)
{
	struct granted a = granted_page(READ_WRITE), b = granted_page(READ_WRITE);

	(void)question;
	write_text(&front, b.page, 0, "of the other");
	say("%s", swap_outcome(a.ref, b.ref));
	say_map(&a);
	say_map(&b);
	say("%s", swap_outcome(a.ref, b.ref));
	say_map(&a);
}

static void swap_itself(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);

	(void)question;
	say("%s", swap_outcome(granted.ref, granted.ref));
	say_map(&granted);
}

static void swap_mapped(const struct question *question)
{
	struct granted a = granted_page(READ_WRITE), b = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&a, RO);

	(void)question;
	say("%s", swap_outcome(a.ref, b.ref));
	say("%s", swap_outcome(b.ref, a.ref));
	must_unmap(&mapping);
}

static void swap_far(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	uint32_t behind = table_entries(&front);

	(void)question;
	say("%s", swap_outcome(behind, granted.ref));
	say("%s", swap_outcome(granted.ref, behind));
	say("%s", swap_outcome(0xffffffff, 0xffffffff));
}

static void flush(const struct question *question)
{
	struct gp_flush op = *(const struct gp_flush *)question->with;

	must(&back, GP_FLUSH, &op, "cache flush");
	say("%s", errno_name(-op.result));
}

/* The page that a mapping shows, by its bus address */
static void flush_mapped(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, RW);
	struct gp_flush op = {
		.bus_address = mapping.op.bus_address, .length = PAGE,
		.op = *(const unsigned int *)question->with,
	};

	must(&back, GP_FLUSH, &op, "cache flush");
	say("%s", errno_name(-op.result));
	must_unmap(&mapping);
}

/* A page that is in use cannot be given away, nor one that is none */
static void transfer(const struct question *question)
{
	enum gp_kind kind = *(const enum gp_kind *)question->with;
	struct gp_transfer op = { .page = new_page(&back, kind), .domid = front.domid };

	must(&back, GP_TRANSFER, &op, "transfer");
	say("%s", outcome(op.result, op.status));
}

static void raw(const struct question *question)
{
	struct gp_raw op = *(const struct gp_raw *)question->with;

	must(&back, GP_RAW, &op, "hypercall");
	say("%s", errno_name(-op.result));
}

/* All of the front's references in use: one more, and how large the table is then */
static void exhaust(const struct question *question)
{
	struct gp_exhaust op = { .domid = back.domid };
	struct gp_query_size size = { .domid = DOMID_SELF };

	(void)question;
	must(&front, GP_EXHAUST, &op, "exhaust");
	must(&front, GP_QUERY_SIZE, &size, "query size");
	say("%s %u of %u", op.result < 0 ? errno_name(-op.result) : "granted",
	    size.nr_frames, size.max_nr_frames);
}

#define WHOSE(asker, domain, number) \
	&(const struct whose){ .asks = asker, .of = domain, .domid = number }
#define ABOUT(name, what, asker, domain, number) \
	{ "table.size-" name, "size of " what, size, WHOSE(asker, domain, number), NULL }, \
	{ "table.version-" name, "version of " what, version, WHOSE(asker, domain, number), NULL }
#define FLUSH(name, what, where, much, how, expected) \
	{ "table.flush-" name, "cache flush: " what, flush, \
	  &(const struct gp_flush){ .offset = where, .length = much, .op = how }, expected }
#define RAW(name, what, number, times, expected) \
	{ "table.raw-" name, what, raw, \
	  &(const struct gp_raw){ .command = number, .count = times }, expected }

static const struct question questions[] = {
	ABOUT("self", "the back's own table", &back, NULL, DOMID_SELF),
	ABOUT("back", "the back's own table, by number", &back, &back, 0),
	ABOUT("front", "the front's table, for the back", &back, &front, 0),
	ABOUT("none", "the table of a domain that does not exist", &back, NULL, NO_DOMAIN),
	ABOUT("io", "the table of the domain of I/O", &back, NULL, 0x7ff1),
	ABOUT("invalid", "the table of the invalid domain", &back, NULL, 0x7ff4),
	ABOUT("front-self", "the front's own table", &front, NULL, DOMID_SELF),
	ABOUT("front-back", "the back's table, for the front", &front, &back, 0),
	ABOUT("front-none", "the table of no domain, for the front", &front, NULL, NO_DOMAIN),
	{ "table.set-version-0", "set version 0", set_version, &(const unsigned int){ 0 },
	  "EINVAL, it is 1" },
	{ "table.set-version-3", "set version 3", set_version, &(const unsigned int){ 3 },
	  "EINVAL, it is 1" },
	{ "table.set-version-1", "set version 1, which it is", set_version,
	  &(const unsigned int){ 1 }, "0, it is 1" },
	{ "table.set-version-in-use", "set version 2 while a page is mapped", set_version_in_use,
	  NULL, NULL },
	{ "table.swap", "swap two references, and back", swap, NULL, NULL },
	{ "table.swap-itself", "swap a reference with itself", swap_itself, NULL, NULL },
	{ "table.swap-mapped", "swap a reference that is mapped", swap_mapped, NULL, NULL },
	{ "table.swap-far", "swap with a reference behind the table, either way", swap_far, NULL,
	  NULL },
	FLUSH("offset", "offset 4096", 4096, 0, 1, NULL),
	FLUSH("length", "length 4097", 0, 4097, 1, NULL),
	FLUSH("crosses", "offset 4095, length 2", 4095, 2, 1, NULL),
	FLUSH("nothing", "length 0", 0, 0, 1, NULL),
	FLUSH("no-op", "neither clean nor invalidate", 0, 16, 0, NULL),
	FLUSH("bad-op", "an unknown operation", 0, 16, 4, NULL),
	FLUSH("by-ref", "by reference", 0, 16, 1u << 31 | 1, NULL),
	{ "table.flush-clean", "cache flush: clean a mapped page", flush_mapped,
	  &(const unsigned int){ 1 }, NULL },
	{ "table.flush-invalidate", "cache flush: invalidate a mapped page", flush_mapped,
	  &(const unsigned int){ 2 }, NULL },
	{ "table.transfer", "transfer a page that is in use", transfer,
	  &(const enum gp_kind){ GP_MEMORY }, NULL },
	{ "table.transfer-hole", "transfer a page without memory", transfer,
	  &(const enum gp_kind){ GP_HOLE }, NULL },
	RAW("unknown", "command 13, which there is not", 13, 1, "ENOSYS"),
	RAW("dump", "dump_table, which is gone", 3, 1, "ENOSYS"),
	RAW("last", "command 0xfff", 0xfff, 1, "ENOSYS"),
	RAW("upper-bits", "command map with upper bits set", 1u << 12, 1, NULL),
	RAW("map-0", "map nothing", GNTTABOP_map_grant_ref, 0, "0"),
	RAW("unmap-0", "unmap nothing", GNTTABOP_unmap_grant_ref, 0, "0"),
	RAW("copy-0", "copy nothing", GNTTABOP_copy, 0, "0"),
	RAW("map-negative", "map -1 grants", GNTTABOP_map_grant_ref, 0xffffffff, "EINVAL"),
	RAW("copy-negative", "copy 0x80000000 times", GNTTABOP_copy, 0x80000000, "EINVAL"),
	RAW("query-0", "query the size 0 times", GNTTABOP_query_size, 0, "EINVAL"),
	RAW("query-2", "query the size 2 times", GNTTABOP_query_size, 2, "EINVAL"),
	RAW("version-2", "get the version with count 2", GNTTABOP_get_version, 2, NULL),
	RAW("status-2", "get the status frames with count 2", GNTTABOP_get_status_frames, 2, NULL),
	{ "table.exhaust", "the front uses all references, then one more", exhaust, NULL, NULL },
};

const struct group table_group = { questions, COUNT(questions) };
