// SPDX-License-Identifier: GPL-2.0-or-later
/* The grant table as a whole: size, versions, frames */
#include "fixture.h"

static int table_op(unsigned int domid, unsigned int cmd, void *op)
{
	return fx_grant_table_op(&world.fx[domid], cmd, op, 1);
}

static void the_size_is_asked_and_grows(void **state)
{
	struct gnttab_query_size size = { .dom = DOMID_SELF };
	struct gnttab_setup_table setup = { .dom = DOMID_SELF, .nr_frames = 3 };
	xen_pfn_t frames[65];

	(void)state;
	assert_int_equal(table_op(1, GNTTABOP_query_size, &size), 0);
	assert_int_equal(size.status, GNTST_okay);
	assert_int_equal(size.nr_frames, 1);
	assert_int_equal(size.max_nr_frames, 64);
	assert_int_equal(fx_nr_grants(&world.fx[1].self->domain), 512);

	setup.frame_list.p = frames;
	assert_int_equal(table_op(1, GNTTABOP_setup_table, &setup), 0);
	assert_int_equal(setup.status, GNTST_okay);
	assert_int_equal(frames[2], frames[0] + 2);
	assert_int_equal(frames[0], fx_page_of(&world.fx[1],
					       world.fx[1].self->grants));
	assert_int_equal(fx_nr_grants(&world.fx[1].self->domain), 3 * 512);

	/* It never shrinks */
	setup.nr_frames = 1;
	table_op(1, GNTTABOP_setup_table, &setup);
	assert_int_equal(setup.status, GNTST_okay);
	assert_int_equal(fx_nr_grants(&world.fx[1].self->domain), 3 * 512);

	setup.nr_frames = 65;
	table_op(1, GNTTABOP_setup_table, &setup);
	assert_int_equal(setup.status, GNTST_general_error);
	size.dom = 0;
	table_op(1, GNTTABOP_query_size, &size);
	assert_int_equal(size.status, GNTST_permission_denied);
	/* Domain 0 may ask about everybody */
	size.dom = 1;
	size.nr_frames = 0;
	table_op(0, GNTTABOP_query_size, &size);
	assert_int_equal(size.status, GNTST_okay);
	assert_int_equal(size.nr_frames, 3);
	setup.dom = 7;
	table_op(1, GNTTABOP_setup_table, &setup);
	assert_int_equal(setup.status, GNTST_bad_domain);
}

static s16 swap(u32 a, u32 b)
{
	struct gnttab_swap_grant_ref op = { .ref_a = a, .ref_b = b, .status = 1 };

	assert_int_equal(table_op(1, GNTTABOP_swap_grant_ref, &op), 0);
	return op.status;
}

static void references_can_be_swapped(void **state)
{
	u32 handle;

	(void)state;
	grant(1, 8, 0, 20, 0);
	assert_int_equal(swap(8, 9), GNTST_okay);
	assert_int_equal(map_status(0, 1, 8, HOLES, RW), GNTST_general_error);
	handle = map_handle(0, 1, 9, HOLES, RW);
	assert_int_equal(swap(8, 9), GNTST_eagain);
	assert_int_equal(swap(9, 8), GNTST_eagain);
	assert_int_equal(swap(9, 9), GNTST_okay);
	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);
	assert_int_equal(swap(512, 9), GNTST_bad_gntref);
	assert_int_equal(swap(9, 512), GNTST_bad_gntref);
	set_version(1, 2);
	grant(1, 8, 0, 20, 0);
	assert_int_equal(swap(8, 9), GNTST_okay);
	map_handle(0, 1, 9, HOLES, RW);
}

static void counts_and_commands_have_bounds(void **state)
{
	struct gnttab_get_version get = { .dom = DOMID_SELF };
	struct fx *fx = &world.fx[0];

	(void)state;
	assert_int_equal(fx_grant_table_op(fx, GNTTABOP_copy, NULL, 0x80000000u),
			 -EINVAL);
	assert_int_equal(fx_grant_table_op(fx, 0x1000 | GNTTABOP_copy, NULL, 0),
			 -ENOSYS);
	assert_int_equal(fx_grant_table_op(fx, GNTTABOP_unmap_and_replace, NULL,
					   1), -ENOSYS);
	assert_int_equal(fx_grant_table_op(fx, 13, NULL, 1), -ENOSYS);
	assert_int_equal(fx_grant_table_op(fx, 1000, NULL, 1), -ENOSYS);
	assert_int_equal(fx_grant_table_op(fx, GNTTABOP_get_version, &get, 2), 0);
	assert_int_equal(fx_grant_table_op(fx, GNTTABOP_query_size, &get, 2),
			 -EINVAL);
}

static void the_last_reference_works(void **state)
{
	struct gnttab_setup_table setup = { .dom = 1, .nr_frames = 64 };
	xen_pfn_t frames[64];
	u32 handle;

	(void)state;
	setup.frame_list.p = frames;
	table_op(1, GNTTABOP_setup_table, &setup);
	assert_int_equal(setup.status, GNTST_okay);
	grant(1, 32767, 0, 20, 0);
	handle = map_handle(0, 1, 32767, HOLES, RW);
	assert_int_equal(map_status(0, 1, 32768, HOLES + 1, RW),
			 GNTST_bad_gntref);
	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);

	set_version(1, 2);
	grant(1, 16383, 0, 20, 0);
	map_handle(0, 1, 16383, HOLES, RW);
	assert_int_equal(in_use(1, 16383), GTF_reading | GTF_writing);
	assert_int_equal(map_status(0, 1, 16384, HOLES + 1, RW),
			 GNTST_bad_gntref);
}

static void the_limit_can_be_raised(void **state)
{
	struct gnttab_query_size size = { .dom = DOMID_SELF };

	(void)state;
	fx_global(&world.fx[1])->grant_frames = FX_GRANT_FRAMES;
	table_op(1, GNTTABOP_query_size, &size);
	assert_int_equal(size.max_nr_frames, FX_GRANT_FRAMES);
	assert_int_equal(fx_grant_grow(&world.fx[1], world.fx[1].self, FX_GRANT_FRAMES + 1),
			 -EINVAL);
	assert_int_equal(fx_grant_grow(&world.fx[1], world.fx[1].self, FX_GRANT_FRAMES), 0);
	grant(1, 131071, 0, 20, 0);
	map_handle(0, 1, 131071, HOLES, RW);
	assert_int_equal(map_status(0, 1, 131072, HOLES + 1, RW),
			 GNTST_bad_gntref);
}

static void versions_are_1_and_2(void **state)
{
	struct gnttab_set_version set = { .version = 3 };
	struct gnttab_get_version get = { .dom = DOMID_SELF };

	(void)state;
	assert_int_equal(table_op(1, GNTTABOP_set_version, &set), -EINVAL);
	assert_int_equal(set.version, 1);
	set.version = 0;
	assert_int_equal(table_op(1, GNTTABOP_set_version, &set), -EINVAL);
	assert_int_equal(table_op(1, GNTTABOP_get_version, &get), 0);
	assert_int_equal(get.version, 1);
	set_version(1, 2);
	assert_int_equal(table_op(1, GNTTABOP_get_version, &get), 0);
	assert_int_equal(get.version, 2);
	get.dom = 0;
	assert_int_equal(table_op(1, GNTTABOP_get_version, &get), -EPERM);
	get.dom = 7;
	assert_int_equal(table_op(1, GNTTABOP_get_version, &get), -ESRCH);
	get.dom = 1;
	assert_int_equal(table_op(0, GNTTABOP_get_version, &get), 0);
	assert_int_equal(get.version, 2);
}

static void the_version_stays_while_mapped(void **state)
{
	struct gnttab_set_version set = { .version = 2 };
	u32 handle;

	(void)state;
	grant(1, 8, 0, 20, 0);
	handle = map_handle(0, 1, 8, HOLES, RW);
	assert_int_equal(table_op(1, GNTTABOP_set_version, &set), -EBUSY);
	assert_int_equal(set.version, 1);
	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);
	set_version(1, 2);
	assert_int_equal(counters(1).grants, 0);
}

static void reserved_entries_survive_a_change(void **state)
{
	u32 handle;

	(void)state;
	grant(1, 1, 0, 20, 0);
	grant(1, 8, 0, 21, 0);
	set_version(1, 2);
	assert_int_equal(fx_entry_frame(world.fx[1].self, 1), 20);
	handle = map_handle(0, 1, 1, HOLES, RO);
	assert_int_equal(map_status(0, 1, 8, HOLES + 1, RW),
			 GNTST_general_error);
	/* Even when they are in use, which only they may be */
	set_version(1, 1);
	assert_int_equal(fx_entry_frame(world.fx[1].self, 1), 20);
	assert_int_equal(in_use(1, 1), GTF_reading);
	set_version(1, 2);
	assert_int_equal(in_use(1, 1), GTF_reading);
	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);
	assert_int_equal(in_use(1, 1), 0);
	assert_int_equal(counters(1).violations, 0);
}

static void status_frames_are_version_2s(void **state)
{
	struct gnttab_get_status_frames op = { .dom = DOMID_SELF, .nr_frames = 1 };
	u64 frames[8];

	(void)state;
	op.frame_list.p = frames;
	table_op(1, GNTTABOP_get_status_frames, &op);
	assert_int_equal(op.status, GNTST_general_error);
	set_version(1, 2);
	table_op(1, GNTTABOP_get_status_frames, &op);
	assert_int_equal(op.status, GNTST_okay);
	assert_int_equal(frames[0], fx_page_of(&world.fx[1],
					       world.fx[1].self->status));
	op.nr_frames = 2;
	table_op(1, GNTTABOP_get_status_frames, &op);
	assert_int_equal(op.status, GNTST_general_error);
	assert_int_equal(fx_grant_grow(&world.fx[1], world.fx[1].self, 64), 0);
	op.nr_frames = 8;
	table_op(1, GNTTABOP_get_status_frames, &op);
	assert_int_equal(op.status, GNTST_okay);
	op.dom = 2;
	table_op(1, GNTTABOP_get_status_frames, &op);
	assert_int_equal(op.status, GNTST_permission_denied);
}

/* Version 2 writes no in-use bit into the entry itself */
static void version_2_leaves_the_entry_alone(void **state)
{
	u16 before;

	(void)state;
	set_version(1, 2);
	grant(1, 8, 0, 20, 0);
	before = fx_entry_flags(world.fx[1].self, 8);
	map_handle(0, 1, 8, HOLES, RW);
	assert_int_equal(fx_entry_flags(world.fx[1].self, 8), before);
	/* Linux revokes first, then looks at the status */
	assert_false(end_access(1, 8));
	assert_int_equal(unmap(0, 0, HOLES), GNTST_okay);
	assert_int_equal(in_use(1, 8), 0);
	assert_int_equal(counters(1).violations, 0);
	assert_int_equal(map_status(0, 1, 8, HOLES, RW), GNTST_general_error);
}

#define TEST(test) { #test, test, world_setup, world_teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_size_is_asked_and_grows),
		TEST(references_can_be_swapped),
		TEST(counts_and_commands_have_bounds),
		TEST(the_last_reference_works),
		TEST(the_limit_can_be_raised),
		TEST(versions_are_1_and_2),
		TEST(the_version_stays_while_mapped),
		TEST(reserved_entries_survive_a_change),
		TEST(status_frames_are_version_2s),
		TEST(version_2_leaves_the_entry_alone),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
