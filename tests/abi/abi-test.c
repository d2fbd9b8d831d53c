// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The DRM door's promises, asked for from user space: every errno of
 * <drm/xen_zcopy_drm.h>, hostile arguments, and that nothing is left behind by
 * any of them. Runs as root in the backend domain of a target that has vkms.
 * Prints TAP. Exit code 0 or 1.
 */
#include <stdlib.h>

#include "groups.h"
#include "target.h"

/* [15] whatever the tests above did, the kernel had nothing to say about it */
static void kernel_stayed_silent(void **state)
{
	(void)state;
	assert_int_equal(kernel_log_complaints(), 0);
}

int main(void)
{
	static const struct CMUnitTest last[] = {
		cmocka_unit_test(kernel_stayed_silent),
	};
	int failed = 0;

	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	kernel_log_start();
	failed += from_refs_tests();
	failed += to_refs_tests();
	failed += odd_tests();
	failed += wait_free_tests();
	failed += dma_buf_tests();
	failed += importers_tests();
	failed += limits_tests();
	failed += visible_tests();
	failed += killed_tests();
	failed += hammer_tests();
	failed += fail_nth_tests();
	failed += module_tests();
	/* the last, because a page that is stuck stays so */
	failed += faults_tests();
	failed += cmocka_run_group_tests_name("kernel log", last, NULL, NULL);
	failed += refusal_tests();
	return failed != 0;
}
