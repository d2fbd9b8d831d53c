// SPDX-License-Identifier: GPL-2.0-or-later
/* The reservation up and down, and the hypervisor's own pages */
#include "fixture.h"

static int change(unsigned int domid, unsigned int cmd, xen_pfn_t *list,
		  unsigned int n)
{
	struct xen_memory_reservation op = {
		.nr_extents = n,
		.domid = DOMID_SELF,
	};

	op.extent_start.p = list;
	return fx_memory_op(&world.fx[domid], cmd, &op);
}

static int show(unsigned int space, u64 index, u32 pfn)
{
	struct xen_add_to_physmap op = {
		.domid = DOMID_SELF,
		.space = space,
		.idx = index,
		.gpfn = pfn,
	};

	return fx_memory_op(&world.fx[0], XENMEM_add_to_physmap, &op);
}

static void down_and_up_again(void **state)
{
	xen_pfn_t list[] = { 30, 31, 32 };
	u32 before = counters(0).ballooned;

	(void)state;
	assert_int_equal(before, END - HOLES);
	assert_int_equal(change(0, XENMEM_decrease_reservation, list, 3), 3);
	assert_int_equal(world.shows[0][31], SHOWS_NOTHING);
	assert_int_equal(counters(0).ballooned, before + 3);
	assert_int_equal(fx_memory_op(&world.fx[0], XENMEM_current_reservation,
				      NULL), END - before - 3);
	assert_int_equal(change(0, XENMEM_populate_physmap, list, 3), 3);
	assert_int_equal(world.shows[0][31], SHOWS_OWN);
	assert_int_equal(counters(0).ballooned, before);
	assert_int_equal(counters(0).violations, 0);
}

static void the_first_that_fails_ends_it(void **state)
{
	xen_pfn_t twice[] = { 30, 30, 31 }, outside[] = { 40, END, 41 };
	u32 before = counters(0).ballooned;

	(void)state;
	assert_int_equal(change(0, XENMEM_decrease_reservation, twice, 3), 1);
	assert_int_equal(world.shows[0][31], SHOWS_OWN);
	assert_int_equal(change(0, XENMEM_decrease_reservation, outside, 3), 1);
	assert_int_equal(counters(0).ballooned, before + 2);
	assert_int_equal(counters(0).violations, 0);
	/* Populating what is populated leaks the old page on a real machine */
	assert_int_equal(change(0, XENMEM_populate_physmap, outside + 2, 1), 0);
	assert_int_equal(counters(0).violations, 1);
}

static void a_mapped_grant_is_no_memory(void **state)
{
	xen_pfn_t list[] = { HOLES };
	u32 handle;

	(void)state;
	grant(1, 8, 0, 20, 0);
	handle = map_handle(0, 1, 8, HOLES, RW);
	assert_int_equal(change(0, XENMEM_decrease_reservation, list, 1), 0);
	assert_int_equal(counters(0).violations, 1);
	assert_int_equal(change(0, XENMEM_populate_physmap, list, 1), 0);
	assert_int_equal(counters(0).violations, 2);
	assert_int_equal(show(XENMAPSPACE_grant_table, 0, HOLES), -EINVAL);
	assert_int_equal(counters(0).violations, 3);

	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);
	assert_int_equal(change(0, XENMEM_populate_physmap, list, 1), 1);
	assert_int_equal(world.shows[0][HOLES], SHOWS_OWN);
	/* And now it is memory, so nothing may be mapped there */
	assert_int_equal(map_status(0, 1, 8, HOLES, RW), GNTST_general_error);
}

static void other_domains_and_large_extents(void **state)
{
	struct xen_memory_reservation op = { .nr_extents = 1, .domid = 1 };
	xen_pfn_t list[] = { 30 };

	(void)state;
	op.extent_start.p = list;
	assert_int_equal(fx_memory_op(&world.fx[0], XENMEM_decrease_reservation,
				      &op), -EPERM);
	op.domid = 0;
	op.extent_order = 1;
	assert_int_equal(fx_memory_op(&world.fx[0], XENMEM_decrease_reservation,
				      &op), 0);
	op.extent_order = 0;
	assert_int_equal(fx_memory_op(&world.fx[0], XENMEM_decrease_reservation,
				      &op), 1);
	assert_int_equal(fx_memory_op(&world.fx[0], 12345, NULL), -ENOSYS);
}

static void the_hypervisors_pages_are_shown(void **state)
{
	struct fx *fx = &world.fx[0];

	(void)state;
	assert_int_equal(show(XENMAPSPACE_shared_info, 0, 30), 0);
	assert_int_equal(world.shows[0][30],
			 fx_page_of(fx, fx->self->shared_info));
	assert_int_equal(show(XENMAPSPACE_shared_info, 1, 30), -EINVAL);
	assert_int_equal(show(XENMAPSPACE_grant_table, 5, 31), 0);
	assert_int_equal(world.shows[0][31], fx_page_of(fx, fx->self->grants) + 5);
	assert_int_equal(fx->self->domain.grant_frames, 6);
	assert_int_equal(show(XENMAPSPACE_grant_table, 64, 32), -EINVAL);
	assert_int_equal(show(XENMAPSPACE_grant_table, 0, END), -EINVAL);
	assert_int_equal(show(XENMAPSPACE_gmfn, 0, 32), -EINVAL);

	assert_int_equal(show(XENMAPSPACE_grant_table,
			      XENMAPIDX_grant_table_status, 33), -EINVAL);
	set_version(0, 2);
	assert_int_equal(show(XENMAPSPACE_grant_table,
			      XENMAPIDX_grant_table_status, 33), 0);
	assert_int_equal(world.shows[0][33], fx_page_of(fx, fx->self->status));
	assert_int_equal(show(XENMAPSPACE_grant_table,
			      XENMAPIDX_grant_table_status | 1, 34), -EINVAL);
	world.map_fails = true;
	assert_int_equal(show(XENMAPSPACE_shared_info, 0, 35), -ENOMEM);
	assert_true(fx_is_ram(fx->self, 35));

	/* Such a page cannot be granted */
	grant(0, 8, 1, 30, 0);
	assert_int_equal(map_status(1, 0, 8, HOLES, RW), GNTST_bad_page);
}

#define TEST(test) { #test, test, world_setup, world_teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(down_and_up_again),
		TEST(the_first_that_fails_ends_it),
		TEST(a_mapped_grant_is_no_memory),
		TEST(other_domains_and_large_extents),
		TEST(the_hypervisors_pages_are_shown),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
