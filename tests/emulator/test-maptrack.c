// SPDX-License-Identifier: GPL-2.0-or-later
/* Handles: their limit, and that a freed one comes back */
#include "fixture.h"

#define REF 8u

static void handles_are_reused(void **state)
{
	u32 a, b, c;

	(void)state;
	grant(1, REF, 0, 20, 0);
	a = map_handle(0, 1, REF, HOLES, RW);
	b = map_handle(0, 1, REF, HOLES + 1, RW);
	assert_int_not_equal(a, b);
	assert_int_equal(unmap(0, a, HOLES), GNTST_okay);
	c = map_handle(0, 1, REF, HOLES + 2, RW);
	assert_int_equal(c, a);
	assert_int_equal(unmap(0, a, HOLES), GNTST_general_error);
	assert_int_equal(unmap(0, b, HOLES + 1), GNTST_okay);
	assert_int_equal(unmap(0, c, HOLES + 2), GNTST_okay);
	/* Both, the last one first */
	assert_int_equal(map_handle(0, 1, REF, HOLES, RW), c);
	assert_int_equal(map_handle(0, 1, REF, HOLES + 1, RW), b);
}

static void a_refused_map_costs_no_handle(void **state)
{
	u32 i;

	(void)state;
	for (i = 0; i < 1000; i++)
		assert_int_equal(map_status(0, 1, REF, HOLES, RW),
				 GNTST_general_error);
	assert_true(world.fx[0].self->domain.maptrack_used <= 1);
}

static void there_are_as_many_as_xen_has(void **state)
{
	u32 handle, count = 0;

	(void)state;
	while (fx_maptrack_get(&world.fx[0], &handle)) {
		world.fx[0].self->maptrack[handle].flags = RW;
		assert_int_equal(handle, count);
		count++;
	}
	assert_int_equal(count, 262144);
	grant(1, REF, 0, 20, 0);
	assert_int_equal(map_status(0, 1, REF, HOLES, RW),
			 GNTST_no_space);
	/* The limit is each domain's own, and comes after the domain's check */
	assert_int_equal(map_status(0, 7, REF, HOLES, RW), GNTST_bad_domain);
	grant(1, REF + 1, 2, 20, 0);
	map_handle(2, 1, REF + 1, HOLES, RW);

	fx_maptrack_put(&world.fx[0], 4711);
	assert_int_equal(map_handle(0, 1, REF, HOLES, RW), 4711);
}

static void an_injected_limit_holds(void **state)
{
	u32 handle;

	(void)state;
	grant(1, REF, 0, 20, 0);
	assert_int_equal(fx_fault_command(&world.fx[2], "maptrack limit=1 domain=0"),
			 0);
	handle = map_handle(0, 1, REF, HOLES, RW);
	assert_int_equal(map_status(0, 1, REF, HOLES + 1, RW),
			 GNTST_no_space);
	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);
	handle = map_handle(0, 1, REF, HOLES, RW);
	assert_int_equal(fx_fault_command(&world.fx[0], "clear"), 0);
	map_handle(0, 1, REF, HOLES + 1, RW);
}

#define TEST(test) { #test, test, world_setup, world_teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(handles_are_reused),
		TEST(a_refused_map_costs_no_handle),
		TEST(there_are_as_many_as_xen_has),
		TEST(an_injected_limit_holds),
	};

	return cmocka_run_group_tests_name("maptrack", tests, NULL, NULL);
}
