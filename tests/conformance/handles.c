// SPDX-License-Identifier: GPL-2.0-or-later
/* Unmapping: by the right handle, at the right address, once. */
#include "actions.h"

static void twice(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, RW);
	struct gp_unmap op = unmap_op(&mapping);

	(void)question;
	say("%s", unmap_outcome(&back, &op));
	say("%s", unmap_outcome(&back, &op));
	say("%s", in_use(&granted));
}

static void no_such_handle(const struct question *question)
{
	struct gp_unmap op = {
		.page = new_page(&back, GP_HOLE), .handle = *(const uint32_t *)question->with,
		.new_page = GP_NO_PAGE,
	};

	say("%s", unmap_outcome(&back, &op));
}

/* The handle after the last that was given out is no handle */
static void next_handle(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, RW);
	struct gp_unmap op = unmap_op(&mapping);

	(void)question;
	must_unmap(&mapping);
	mapping = must_map(&granted, RW);
	op.handle = mapping.op.handle + 100000;
	say("%s", unmap_outcome(&back, &op));
	say("%s", in_use(&granted));
}

/*
 * The handle is right, the address is not. Whatever comes of it, the page that
 * the grant is really mapped at is not used again.
 */
enum address { ANOTHER_HOLE, WITHIN_THE_PAGE, NOTHING, FAR_AWAY, MEMORY };

static void wrong_address(const struct question *question)
{
	enum address address = *(const enum address *)question->with;
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, RW);
	struct gp_unmap op = unmap_op(&mapping);

	switch (address) {
	case ANOTHER_HOLE:
		op.page = new_page(&back, GP_HOLE);
		break;
	case WITHIN_THE_PAGE:
		op.address = 8;
		break;
	case NOTHING:
		op.page = GP_NO_PAGE;
		break;
	case FAR_AWAY:
		op.page = GP_NO_PAGE;
		op.address = 0x7ffffffff000;
		break;
	case MEMORY:
		op.page = new_page(&back, GP_MEMORY);
		break;
	}
	say("%s", unmap_outcome(&back, &op));
	say("%s", in_use(&granted));
	op = unmap_op(&mapping);
	say("then %s", unmap_outcome(&back, &op));
	say("%s", in_use(&granted));
}

/* A bus address is compared with the mapping's, though it is not mapped there. */
enum bus_address { BUS_RIGHT, BUS_WRONG, BUS_ALONE };

static void bus_address(const struct question *question)
{
	enum bus_address with = *(const enum bus_address *)question->with;
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, RW);
	struct gp_unmap op = unmap_op(&mapping);

	op.bus_address = mapping.op.bus_address + (with == BUS_WRONG ? PAGE : 0);
	if (with == BUS_ALONE)
		op.page = GP_NO_PAGE;
	say("%s", unmap_outcome(&back, &op));
	say("%s", in_use(&granted));
	op = unmap_op(&mapping);
	say("then %s", unmap_outcome(&back, &op));
}

/* The mapping's bus address is that of a whole page, and the same each time */
static void bus_addresses(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct mapping a = must_map(&granted, RW), b = must_map(&granted, RO);

	(void)question;
	say("%s", a.op.bus_address % PAGE ? "within a page" : "of a page");
	say("%s", a.op.bus_address ? "not 0" : "0");
	say("%s", a.op.bus_address == b.op.bus_address ? "the same" : "another");
	say("%s", a.op.handle == b.op.handle ? "one handle" : "two handles");
}

enum replacement { NO_ADDRESS, A_HOLE };

static void replace(const struct question *question)
{
	enum replacement with = *(const enum replacement *)question->with;
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, RW);
	struct gp_unmap op = unmap_op(&mapping);

	op.replace = 1;
	if (with == A_HOLE)
		op.new_page = new_page(&back, GP_HOLE);
	say("%s", unmap_outcome(&back, &op));
	say("%s", in_use(&granted));
}

static void replace_no_handle(const struct question *question)
{
	struct gp_unmap op = {
		.page = new_page(&back, GP_HOLE), .handle = 0xffffffff, .replace = 1,
		.new_page = GP_NO_PAGE,
	};

	(void)question;
	say("%s", unmap_outcome(&back, &op));
}

/* The handles of two mappings, each used at the other's address */
static void crosswise(const struct question *question)
{
	struct granted a = granted_page(READ_WRITE), b = granted_page(READ_WRITE);
	struct mapping of_a = must_map(&a, RW), of_b = must_map(&b, RW);
	struct gp_unmap op = unmap_op(&of_a);

	(void)question;
	op.page = of_b.page;
	say("%s", unmap_outcome(&back, &op));
	say("%s %s", in_use(&a), in_use(&b));
	op = unmap_op(&of_a);
	say("then %s", unmap_outcome(&back, &op));
	op = unmap_op(&of_b);
	say("%s", unmap_outcome(&back, &op));
}

/* Two mappings of one grant, each used at the other's address: the page is the same */
static void crosswise_one_grant(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct mapping a = must_map(&granted, RW), b = must_map(&granted, RW);
	struct gp_unmap op = unmap_op(&a);

	(void)question;
	op.page = b.page;
	say("%s", unmap_outcome(&back, &op));
	say("%s", in_use(&granted));
	/* If that was well, one handle is left and the other address */
	op = unmap_op(&b);
	op.page = a.page;
	say("the other way round %s", unmap_outcome(&back, &op));
	say("%s", in_use(&granted));
}

#define HANDLE(name, number) \
	{ "handles." name, "unmap handle " #number, no_such_handle, \
	  &(const uint32_t){ number }, "bad_handle" }
#define ADDRESS(name, what, where) \
	{ "handles.at-" name, "unmap at " what ", then as it should be", wrong_address, \
	  &(const enum address){ where }, NULL }
#define BUS(name, what, with) \
	{ "handles.bus-" name, what ", then as it should be", bus_address, \
	  &(const enum bus_address){ with }, NULL }

static const struct question questions[] = {
	{ "handles.twice", "unmap twice", twice, NULL, "okay bad_handle -" },
	HANDLE("last", 0xffffffff),
	HANDLE("signed", 0x7fffffff),
	HANDLE("sign-bit", 0x80000000),
	HANDLE("million", 1000000),
	{ "handles.next", "unmap a handle that is too high by 100000", next_handle, NULL,
	  "bad_handle rw" },
	ADDRESS("within", "an address within the page", WITHIN_THE_PAGE),
	ADDRESS("zero", "address 0", NOTHING),
	ADDRESS("hole", "another page without memory", ANOTHER_HOLE),
	ADDRESS("far", "an address that does not exist", FAR_AWAY),
	ADDRESS("memory", "a page of memory", MEMORY),
	BUS("right", "unmap with the mapping's bus address", BUS_RIGHT),
	BUS("wrong", "unmap with another bus address", BUS_WRONG),
	BUS("alone", "unmap the bus address alone", BUS_ALONE),
	{ "handles.bus-addresses", "bus addresses and handles of two mappings of one grant",
	  bus_addresses, NULL, NULL },
	{ "handles.replace", "unmap_and_replace by nothing", replace,
	  &(const enum replacement){ NO_ADDRESS }, NULL },
	{ "handles.replace-hole", "unmap_and_replace by a page without memory", replace,
	  &(const enum replacement){ A_HOLE }, NULL },
	{ "handles.replace-no-handle", "unmap_and_replace handle 0xffffffff", replace_no_handle,
	  NULL, NULL },
	{ "handles.crosswise", "unmap one grant at another's address", crosswise, NULL, NULL },
	{ "handles.crosswise-one", "unmap each at the address of another mapping of the same grant",
	  crosswise_one_grant, NULL, NULL },
};

const struct group handles_group = { questions, COUNT(questions) };
