// SPDX-License-Identifier: GPL-2.0-or-later
/* GNTTABOP_copy between granted and own pages */
#include "fixture.h"

#define REF 8u

static s16 copy(unsigned int domid, struct gnttab_copy op)
{
	op.status = 1;
	assert_int_equal(fx_grant_table_op(&world.fx[domid], GNTTABOP_copy, &op,
					   1), 0);
	return op.status;
}

/* From a grant of domain 1 to an own page of domain 0 */
static struct gnttab_copy from_grant(void)
{
	struct gnttab_copy op = {
		.source.u.ref = REF, .source.domid = 1, .source.offset = 8,
		.dest.u.gmfn = 30, .dest.domid = DOMID_SELF, .dest.offset = 16,
		.len = 100, .flags = GNTCOPY_source_gref,
	};

	return op;
}

static struct gnttab_copy to_grant(void)
{
	struct gnttab_copy op = {
		.source.u.gmfn = 30, .source.domid = DOMID_SELF,
		.dest.u.ref = REF, .dest.domid = 1,
		.len = 100, .flags = GNTCOPY_dest_gref,
	};

	return op;
}

static void bytes_arrive_both_ways(void **state)
{
	(void)state;
	grant(1, REF, 0, 20, 0);
	memset(page_of(1, 20), 'x', 4096);
	assert_int_equal(copy(0, from_grant()), GNTST_okay);
	assert_int_equal(page_of(0, 30)[15], 0);
	assert_int_equal(page_of(0, 30)[16], 'x');
	assert_int_equal(page_of(0, 30)[115], 'x');
	assert_int_equal(page_of(0, 30)[116], 0);

	memset(page_of(0, 30), 'y', 4096);
	assert_int_equal(copy(0, to_grant()), GNTST_okay);
	assert_int_equal(page_of(1, 20)[99], 'y');
	assert_int_equal(page_of(1, 20)[100], 'x');
	assert_int_equal(in_use(1, REF), 0);
}

static void between_two_grants(void **state)
{
	struct gnttab_copy op = {
		.source.u.ref = REF, .source.domid = 1,
		.dest.u.ref = REF + 1, .dest.domid = 2,
		.len = 4096, .flags = GNTCOPY_source_gref | GNTCOPY_dest_gref,
	};

	(void)state;
	grant(1, REF, 0, 20, GTF_readonly);
	grant(2, REF + 1, 0, 21, 0);
	memset(page_of(1, 20), 'z', 4096);
	assert_int_equal(copy(0, op), GNTST_okay);
	assert_int_equal(page_of(2, 21)[4095], 'z');
}

static void refusals(void **state)
{
	struct gnttab_copy op;

	(void)state;
	grant(1, REF, 0, 20, GTF_readonly);
	assert_int_equal(copy(0, from_grant()), GNTST_okay);
	assert_int_equal(copy(0, to_grant()), GNTST_general_error);

	op = from_grant();
	op.source.domid = 7;
	assert_int_equal(copy(0, op), GNTST_bad_domain);
	op = from_grant();
	op.source.u.ref = 512;
	assert_int_equal(copy(0, op), GNTST_bad_gntref);
	op = from_grant();
	op.source.u.ref = REF + 1;
	assert_int_equal(copy(0, op), GNTST_general_error);
	op = from_grant();
	op.dest.domid = 1;
	assert_int_equal(copy(0, op), GNTST_permission_denied);
	/* Both domains are looked for before either is refused */
	op.source.domid = 7;
	assert_int_equal(copy(0, op), GNTST_bad_domain);
	op.source.domid = 1;
	/* Not even by its own number, and before the reference is looked at */
	op.dest.domid = 0;
	op.source.u.ref = 512;
	assert_int_equal(copy(0, op), GNTST_permission_denied);
	op = from_grant();
	op.dest.u.gmfn = HOLES;
	assert_int_equal(copy(0, op), GNTST_bad_page);
	op = from_grant();
	op.len = 4090;
	assert_int_equal(copy(0, op), GNTST_bad_copy_arg);
	op = from_grant();
	op.dest.offset = 4000;
	assert_int_equal(copy(0, op), GNTST_bad_copy_arg);
	grant(1, REF + 2, 0, HOLES, 0);
	op = from_grant();
	op.source.u.ref = REF + 2;
	assert_int_equal(copy(0, op), GNTST_bad_page);
	assert_int_equal(copy(2, from_grant()), GNTST_general_error);

	assert_int_equal(in_use(1, REF), 0);
	assert_int_equal(in_use(1, REF + 2), 0);
}

static void a_mapped_entry_keeps_its_bits(void **state)
{
	u32 handle;

	(void)state;
	grant(1, REF, 0, 20, 0);
	handle = map_handle(0, 1, REF, HOLES, RO);
	assert_int_equal(copy(0, to_grant()), GNTST_okay);
	assert_int_equal(in_use(1, REF), GTF_reading);
	assert_int_equal(unmap(0, handle, HOLES), GNTST_okay);
	assert_int_equal(in_use(1, REF), 0);
}

#define TEST(test) { #test, test, world_setup, world_teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bytes_arrive_both_ways),
		TEST(between_two_grants),
		TEST(refusals),
		TEST(a_mapped_entry_keeps_its_bits),
	};

	return cmocka_run_group_tests_name("copy", tests, NULL, NULL);
}
