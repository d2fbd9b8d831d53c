// SPDX-License-Identifier: GPL-2.0-or-later
/* Mapping and unmapping: every status, and the in-use bits over a mapping's life */
#include "fixture.h"

#define REF 8u

/* The tests of this file run for both versions of the table */
static int setup_v1(void **state)
{
	return world_setup(state);
}

static int setup_v2(void **state)
{
	if (world_setup(state))
		return -1;
	set_version(1, 2);
	return 0;
}

static u32 page_number(unsigned int domid, u32 pfn)
{
	return fx_page_of(&world.fx[domid], page_of(domid, pfn));
}

static void a_mapping_lives_and_dies(void **state)
{
	struct gnttab_map_grant_ref op;

	(void)state;
	grant(1, REF, 0, 20, 0);
	assert_int_equal(counters(1).grants, 1);

	op = map(0, 1, REF, HOLES, RW);
	assert_int_equal(op.status, GNTST_okay);
	assert_int_equal(op.dev_bus_addr, (u64)page_number(1, 20) << 12);
	assert_int_equal(world.shows[0][HOLES], page_number(1, 20));
	assert_true(world.writable[0][HOLES]);
	assert_int_equal(in_use(1, REF), GTF_reading | GTF_writing);
	assert_int_equal(counters(0).maps, 1);
	assert_int_equal(counters(1).mapped, 1);
	assert_false(end_access(1, REF));

	assert_int_equal(unmap(0, op.handle, HOLES), GNTST_okay);
	assert_int_equal(world.shows[0][HOLES], SHOWS_NOTHING);
	assert_int_equal(in_use(1, REF), 0);
	assert_int_equal(counters(0).maps, 0);
	assert_int_equal(counters(1).mapped, 0);
	assert_true(end_access(1, REF));
	assert_int_equal(counters(1).grants, 0);
	assert_int_equal(counters(0).violations + counters(1).violations, 0);
}

static void in_use_bits_follow_the_pins(void **state)
{
	u32 reader, writer, second;

	(void)state;
	grant(1, REF, 0, 20, 0);
	reader = map_handle(0, 1, REF, HOLES, RO);
	assert_int_equal(in_use(1, REF), GTF_reading);
	assert_false(world.writable[0][HOLES]);
	writer = map_handle(0, 1, REF, HOLES + 1, RW);
	assert_int_equal(in_use(1, REF), GTF_reading | GTF_writing);
	second = map_handle(0, 1, REF, HOLES + 2, RW);

	assert_int_equal(unmap(0, writer, HOLES + 1), GNTST_okay);
	assert_int_equal(in_use(1, REF), GTF_reading | GTF_writing);
	assert_int_equal(unmap(0, second, HOLES + 2), GNTST_okay);
	assert_int_equal(in_use(1, REF), GTF_reading);
	assert_int_equal(unmap(0, reader, HOLES), GNTST_okay);
	assert_int_equal(in_use(1, REF), 0);
}

static void the_page_stays_while_mapped(void **state)
{
	u32 first, second;

	(void)state;
	grant(1, REF, 0, 20, 0);
	first = map_handle(0, 1, REF, HOLES, RO);
	/* The guest changes the entry although it is in use */
	grant(1, REF, 0, 21, in_use(1, REF));
	second = map_handle(0, 1, REF, HOLES + 1, RO);
	assert_int_equal(world.shows[0][HOLES + 1], page_number(1, 20));
	assert_int_equal(unmap(0, first, HOLES), GNTST_okay);
	assert_int_equal(unmap(0, second, HOLES + 1), GNTST_okay);

	first = map_handle(0, 1, REF, HOLES, RO);
	assert_int_equal(world.shows[0][HOLES], page_number(1, 21));
	assert_int_equal(unmap(0, first, HOLES), GNTST_okay);
}

/* Xen looks at the entry again only when more access is asked for */
static void more_access_is_checked_again(void **state)
{
	(void)state;
	grant(1, REF, 0, 20, 0);
	map_handle(0, 1, REF, HOLES, RO);
	grant(1, REF, 0, 20, GTF_readonly | in_use(1, REF));
	map_handle(0, 1, REF, HOLES + 1, RO);
	assert_int_equal(map_status(0, 1, REF, HOLES + 2, RW),
			 GNTST_general_error);
	grant(1, REF, 0, 20, in_use(1, REF));
	map_handle(0, 1, REF, HOLES + 2, RW);
	grant(1, REF, 0, 20, GTF_readonly | in_use(1, REF));
	map_handle(0, 1, REF, HOLES + 3, RW);
	/* And somebody else is refused as long as it is held */
	grant(1, REF, 2, 20, in_use(1, REF));
	assert_int_equal(map_status(2, 1, REF, HOLES, RO), GNTST_general_error);
	grant(1, REF + 1, 2, 21, 0);
	map_handle(2, 1, REF + 1, HOLES, RO);
	grant(1, REF + 1, 0, 21, in_use(1, REF + 1));
	assert_int_equal(map_status(0, 1, REF + 1, HOLES + 4, RO),
			 GNTST_general_error);
	map_handle(2, 1, REF + 1, HOLES + 1, RO);
}

static void one_grant_has_128_mappings_of_a_kind(void **state)
{
	u32 handle = 0, i;

	(void)state;
	grant(1, 8, 0, 20, 0);
	for (i = 0; i < 128; i++)
		handle = map_handle(0, 1, 8, HOLES + i, RO);
	assert_int_equal(map_status(0, 1, 8, HOLES + i, RO), GNTST_general_error);
	map_handle(0, 1, 8, HOLES + i, RW);
	assert_int_equal(unmap(0, handle, HOLES + i - 1), GNTST_okay);
	map_handle(0, 1, 8, HOLES + i - 1, RO);
}

static void refusals_have_xens_status(void **state)
{
	(void)state;
	grant(1, REF, 0, 20, 0);
	grant(1, REF + 1, 0, 21, GTF_readonly);
	grant(1, REF + 2, 2, 22, 0);
	grant(1, REF + 3, 0, END, 0);
	grant(1, REF + 4, 0, FIRST - 1, 0);
	grant(1, REF + 5, 0, HOLES, 0);
	grant(1, REF + 6, 0, 23, GTF_sub_page);

	assert_int_equal(map_status(0, 7, REF, HOLES, RW), GNTST_bad_domain);
	assert_int_equal(map_status(0, 200, REF, HOLES, RW), GNTST_bad_domain);
	assert_int_equal(map_status(0, DOMID_SELF, REF, HOLES, RW),
			 GNTST_bad_domain);
	assert_int_equal(map_status(0, 1, fx_nr_grants(&world.fx[1].self->domain),
				    HOLES, RW), GNTST_bad_gntref);
	assert_int_equal(map_status(0, 1, 0xffffffff, HOLES, RW),
			 GNTST_bad_gntref);
	assert_int_equal(map_status(0, 1, REF, HOLES, 0), GNTST_bad_gntref);
	assert_int_equal(map_status(0, 1, REF, HOLES, RW | GNTMAP_device_map),
			 GNTST_general_error);
	assert_int_equal(map_status(0, 1, REF, HOLES, RW | GNTMAP_contains_pte),
			 GNTST_general_error);
	/* Read-only access refuses writers, not readers */
	assert_int_equal(map_status(0, 1, REF + 1, HOLES, RW),
			 GNTST_general_error);
	/* Granted to somebody else; never granted */
	assert_int_equal(map_status(0, 1, REF + 2, HOLES, RW),
			 GNTST_general_error);
	assert_int_equal(map_status(0, 1, REF + 9, HOLES, RW),
			 GNTST_general_error);
	/* A granted pfn without memory */
	assert_int_equal(map_status(0, 1, REF + 3, HOLES, RW), GNTST_bad_page);
	assert_int_equal(map_status(0, 1, REF + 4, HOLES, RW), GNTST_bad_page);
	assert_int_equal(map_status(0, 1, REF + 5, HOLES, RW), GNTST_bad_page);
	assert_int_equal(map_status(0, 1, REF + 6, HOLES, RW),
			 GNTST_general_error);
	/* A target that is no memory of the caller's at all */
	assert_int_equal(map_status(0, 1, REF, END, RW), GNTST_general_error);
	assert_int_equal(map_status(0, 1, REF, FIRST - 1, RW),
			 GNTST_general_error);

	/* None of them leaves anything behind */
	assert_int_equal(counters(0).maps, 0);
	assert_int_equal(counters(1).mapped, 0);
	assert_int_equal(in_use(1, REF), 0);
	assert_int_equal(in_use(1, REF + 1), 0);
	assert_int_equal(in_use(1, REF + 5), 0);
	assert_int_equal(counters(0).violations, 0);

	assert_int_equal(map_status(0, 1, REF + 1, HOLES, RO), GNTST_okay);
}

static void a_populated_pfn_is_refused_and_counted(void **state)
{
	u32 handle;

	(void)state;
	grant(1, REF, 0, 20, 0);
	assert_int_equal(map_status(0, 1, REF, HOLES - 1, RW),
			 GNTST_general_error);
	assert_int_equal(world.shows[0][HOLES - 1], SHOWS_OWN);
	assert_int_equal(counters(0).violations, 1);
	assert_int_equal(in_use(1, REF), 0);

	/* So is one that shows a grant already */
	handle = map_handle(0, 1, REF, HOLES, RW);
	assert_int_equal(map_status(0, 1, REF, HOLES, RW), GNTST_general_error);
	assert_int_equal(counters(0).violations, 2);
	assert_int_equal(counters(0).maps, 1);
	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);
	assert_int_equal(in_use(1, REF), 0);
}

static void unmap_checks_handle_and_address(void **state)
{
	u32 handle;

	(void)state;
	grant(1, REF, 0, 20, 0);
	handle = map_handle(0, 1, REF, HOLES, RW);
	assert_int_equal(unmap(0, handle + 1, HOLES), GNTST_bad_handle);
	assert_int_equal(unmap(0, 0xffffffff, HOLES), GNTST_bad_handle);
	assert_int_equal(unmap(2, handle, HOLES), GNTST_bad_handle);
	assert_int_equal(unmap(0, handle, HOLES + 1), GNTST_general_error);
	assert_int_equal(in_use(1, REF), GTF_reading | GTF_writing);
	/* No address: Xen leaves the mapping, and says it is well */
	assert_int_equal(unmap(0, handle, 0), GNTST_okay);
	assert_int_equal(counters(0).maps, 1);

	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);
	assert_int_equal(unmap(0, handle, HOLES), GNTST_bad_handle);
	assert_int_equal(counters(1).mapped, 0);
}

static void mappings_of_one_page_can_be_taken_for_each_other(void **state)
{
	u32 reader, writer, other;

	(void)state;
	grant(1, REF, 0, 20, 0);
	grant(1, REF + 1, 0, 21, 0);
	reader = map_handle(0, 1, REF, HOLES, RO);
	writer = map_handle(0, 1, REF, HOLES + 1, RW);
	other = map_handle(0, 1, REF + 1, HOLES + 2, RW);
	assert_int_equal(unmap(0, writer, HOLES + 2), GNTST_general_error);
	assert_int_equal(unmap(0, writer, HOLES), GNTST_okay);
	assert_int_equal(world.shows[0][HOLES], SHOWS_NOTHING);
	assert_int_not_equal(world.shows[0][HOLES + 1], SHOWS_NOTHING);
	assert_int_equal(in_use(1, REF), GTF_reading);
	assert_int_equal(unmap(0, writer, HOLES + 1), GNTST_bad_handle);
	assert_int_equal(unmap(0, reader, HOLES + 1), GNTST_okay);
	assert_int_equal(world.shows[0][HOLES + 1], SHOWS_NOTHING);
	assert_int_equal(in_use(1, REF), 0);
	assert_int_equal(unmap(0, other, HOLES + 2), GNTST_okay);
}

static void a_mapping_has_no_other_flags(void **state)
{
	(void)state;
	grant(1, REF, 0, 20, 0);
	assert_int_equal(map_status(0, 1, REF, HOLES, RW | 0x20),
			 GNTST_general_error);
	assert_int_equal(map_status(0, 1, REF, HOLES, RW | 0x10000),
			 GNTST_general_error);
	/* What is wrong with the reference is told first */
	assert_int_equal(map_status(0, 1, 0xffffffff, HOLES, RW | 0x20),
			 GNTST_bad_gntref);
	assert_int_equal(in_use(1, REF), 0);
}

static void a_failing_host_leaves_nothing(void **state)
{
	(void)state;
	grant(1, REF, 0, 20, 0);
	world.map_fails = true;
	assert_int_equal(map_status(0, 1, REF, HOLES, RW), GNTST_general_error);
	world.map_fails = false;
	assert_int_equal(counters(0).maps, 0);
	assert_int_equal(in_use(1, REF), 0);
	assert_int_equal(world.shows[0][HOLES], SHOWS_NOTHING);
	map_handle(0, 1, REF, HOLES, RW);
}

static void ones_own_grant_is_a_violation(void **state)
{
	(void)state;
	grant(1, REF, 1, 20, 0);
	map_handle(1, 1, REF, HOLES, RW);
	assert_int_equal(counters(1).violations, 1);
}

static void a_foreign_page_cannot_be_granted_on(void **state)
{
	(void)state;
	grant(1, REF, 0, 20, 0);
	map_handle(0, 1, REF, HOLES, RW);
	grant(0, REF, 2, HOLES, 0);
	assert_int_equal(map_status(2, 0, REF, HOLES, RW), GNTST_bad_page);
}

static void a_granter_that_clears_a_used_entry_is_counted(void **state)
{
	u32 handle;

	(void)state;
	grant(1, REF, 0, 20, 0);
	handle = map_handle(0, 1, REF, HOLES, RW);
	memset(world.fx[1].self->grants, 0, 4096);
	memset(world.fx[1].self->status, 0, 4096);
	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);
	assert_int_equal(counters(1).violations, 1);
}

static void batches_have_a_status_each(void **state)
{
	struct gnttab_map_grant_ref ops[3] = { };
	unsigned int i;

	(void)state;
	grant(1, REF, 0, 20, 0);
	grant(1, REF + 2, 0, 22, 0);
	for (i = 0; i < 3; i++) {
		ops[i].host_addr = (u64)(HOLES + i) << 12;
		ops[i].flags = RW;
		ops[i].dom = 1;
		ops[i].ref = REF + i;
	}
	fx_grant_table_op(&world.fx[0], GNTTABOP_map_grant_ref, ops, 3);
	assert_int_equal(ops[0].status, GNTST_okay);
	assert_int_equal(ops[1].status, GNTST_general_error);
	assert_int_equal(ops[2].status, GNTST_okay);
	assert_int_equal(counters(0).maps, 2);
}

#define BOTH(test)							\
	{ #test " (v1)", test, setup_v1, world_teardown, NULL },	\
	{ #test " (v2)", test, setup_v2, world_teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_mapping_lives_and_dies),
		BOTH(in_use_bits_follow_the_pins),
		BOTH(the_page_stays_while_mapped),
		BOTH(more_access_is_checked_again),
		BOTH(one_grant_has_128_mappings_of_a_kind),
		BOTH(refusals_have_xens_status),
		BOTH(a_populated_pfn_is_refused_and_counted),
		BOTH(unmap_checks_handle_and_address),
		BOTH(mappings_of_one_page_can_be_taken_for_each_other),
		BOTH(a_mapping_has_no_other_flags),
		BOTH(a_failing_host_leaves_nothing),
		BOTH(ones_own_grant_is_a_violation),
		BOTH(a_foreign_page_cannot_be_granted_on),
		BOTH(a_granter_that_clears_a_used_entry_is_counted),
		BOTH(batches_have_a_status_each),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
