// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the hypervisor may answer. Only a target that can be told to fail has these
 * tests; elsewhere they are left out.
 */
#include <stdio.h>

#include "buffers.h"
#include "fault.h"
#include "groups.h"

static int fault_teardown(void **state)
{
	fault("clear");
	return test_teardown(state);
}

/* [17] each status is an errno of its own, and a failure anywhere undoes all */
static void statuses(void **state)
{
	static const struct {
		const char *name;
		int status, error;
	} cases[] = {
		{ "general_error", -1, EIO },
		{ "bad_domain", -2, ESRCH },
		{ "bad_gntref", -3, ENXIO },
		{ "bad_handle", -4, EIO },
		{ "bad_virt_addr", -5, EIO },
		{ "bad_dev_addr", -6, EIO },
		{ "no_device_space", -7, ENOSPC },
		{ "permission_denied", -8, EPERM },
		{ "bad_page", -9, EREMOTEIO },
		{ "bad_copy_arg", -10, EIO },
		{ "address_too_big", -11, EIO },
		{ "no_space", -13, ENOSPC },
	};
	static const unsigned int places[] = { 1, 2, 70, 100 };
	struct test *test = *state;
	char command[80], wanted[80], told[80];
	struct shared shared;

	shared_init(&shared, 100);
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (size_t k = 0; k < COUNT(places); k++) {
			struct drm_xen_zcopy_dumb_from_refs args = shared_request(&shared);

			snprintf(command, sizeof(command), "map nth=%u status=%s domain=0",
				 places[k], cases[i].name);
			assert_true(fault(command));
			expect(call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &args),
			       cases[i].error);
			assert_int_equal(stats_read().mapped_pages, 0);
			assert_true(fdinfo(test->zcopy, "xen-zcopy-refused", told, sizeof(told)));
			snprintf(wanted, sizeof(wanted), "%u of 100, ref %u, domain 0, status %d",
				 places[k], shared.refs[places[k] - 1], cases[i].status);
			assert_string_equal(told, wanted);
		}
	}
	shared_finish(&shared);
}

/* [17] a page that is being paged in is waited for */
static void paged_out_for_a_while(void **state)
{
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct shared shared;

	shared_init(&shared, 10);
	assert_true(fault("eagain times=5 domain=0"));
	args = shared_map(test->zcopy, &shared);
	gem_close(test->zcopy, args.dumb.handle);
	await_free(test->zcopy, args.wait_handle);
	shared_finish(&shared);
}

/* [17] other backends hold all of the hypervisor's room for mappings */
static void no_room_for_mappings(void **state)
{
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct shared shared;

	shared_init(&shared, 10);
	args = shared_request(&shared);
	assert_true(fault("maptrack limit=9 domain=0"));
	expect(call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &args), ENOSPC);
	assert_int_equal(stats_read().mapped_pages, 0);
	assert_true(fault("clear"));
	args = shared_map(test->zcopy, &shared);
	gem_close(test->zcopy, args.dumb.handle);
	await_free(test->zcopy, args.wait_handle);
	shared_finish(&shared);
}

/* [6] an unmapping that takes its time is waited for */
static void slow_unmapping(void **state)
{
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct shared shared;
	long long start;

	shared_init(&shared, 3);
	args = shared_map(test->zcopy, &shared);
	assert_true(fault("unmap delay_ms=100 domain=0"));
	start = now_ms();
	gem_close(test->zcopy, args.dumb.handle);
	expect(wait_free(test->zcopy, args.wait_handle, 5000), 0);
	assert_in_range(now_ms() - start, 99, 5000);
	assert_int_equal(stats_read().mapped_pages, 0);
	shared_finish(&shared);
}

static const char stuck_command[] = "stuck nth=70 status=general_error domain=0";

/*
 * A grant that will not unmap: its page is lost and counted, "free" is never said,
 * and all else goes on. Has to be the last test of all that count, because what it
 * leaves behind is for ever.
 */
static void stuck_page(void **state)
{
	struct test *test = *state;
	struct stats before = stats_read(), after;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct shared shared;

	shared_init(&shared, 100);
	args = shared_map(test->zcopy, &shared);
	assert_true(fault(stuck_command));
	gem_close(test->zcopy, args.dumb.handle);
	/* whoever asks, in time or late, once or again */
	for (int i = 0; i < 3; i++)
		expect(wait_free(test->zcopy, args.wait_handle, 5000), EIO);
	expect(wait_free(test->zcopy, args.wait_handle, 0), EIO);

	after = stats_read();
	assert_int_equal(after.stuck_pages, before.stuck_pages + 1);
	assert_int_equal(after.records, before.records + 1);
	assert_int_equal(after.mapped_buffers, 0);
	assert_int_equal(after.mapped_pages, 0);
	assert_int_equal(after.ending_buffers, 0);
	/* The page is still granted and mapped: gntalloc keeps it by itself. */
	shared_finish(&shared);
}

static int stuck_teardown(void **state)
{
	fault("clear");
	stats_forgive_stuck_page();
	return test_teardown(state);
}

int faults_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(statuses, test_setup, fault_teardown),
		cmocka_unit_test_setup_teardown(paged_out_for_a_while, test_setup, fault_teardown),
		cmocka_unit_test_setup_teardown(no_room_for_mappings, test_setup, fault_teardown),
		cmocka_unit_test_setup_teardown(slow_unmapping, test_setup, fault_teardown),
	};
	static const struct CMUnitTest last[] = {
		cmocka_unit_test_setup_teardown(stuck_page, test_setup, stuck_teardown),
	};
	int failed;

	if (!fault("clear")) {
		print_message("# left out, this hypervisor cannot be told to fail: faults\n");
		return 0;
	}
	failed = cmocka_run_group_tests_name("faults", tests, NULL, NULL);

	if (!fault(stuck_command)) {
		print_message("# left out, this hypervisor unmaps whatever is mapped: stuck page\n");
		return failed;
	}
	fault("clear");
	return failed + cmocka_run_group_tests_name("stuck page", last, NULL, NULL);
}
