// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The DRM door's promises, asked for from user space: every errno of
 * <drm/xen_zcopy_drm.h>, hostile arguments, and that nothing is left behind by
 * any of them. Runs as root in the backend domain of a target that has vkms.
 * Prints TAP. Exit code 0, 1, or 2 for wrong usage.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "groups.h"
#include "peer.h"
#include "target.h"

/* [15] whatever the tests above did, the kernel had nothing to say about it */
static void kernel_stayed_silent(void **state)
{
	(void)state;
	assert_int_equal(kernel_log_complaints(), 0);
}

/* Of a target that is no machine's own domain: see peer.h, and patience in target.h */
static bool arguments(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--patience") == 0 && i + 1 < argc) {
			patience = strtoul(argv[++i], NULL, 10);
		} else if (strcmp(argv[i], "--peer") == 0 && i + 2 < argc) {
			if (!peer_init(strtoul(argv[i + 1], NULL, 10), argv[i + 2]))
				return false;
			i += 2;
		} else {
			return false;
		}
	}
	return patience > 0;
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest last[] = {
		cmocka_unit_test(kernel_stayed_silent),
	};
	int failed = 0;

	if (!arguments(argc, argv)) {
		fprintf(stderr, "usage: abi-test [--peer DOMID FILE-OF-ITS-REFERENCES] [--patience N]\n");
		return 2;
	}
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
	failed += caller32_tests();
	failed += visible_tests();
	failed += killed_tests();
	failed += hammer_tests();
	failed += module_tests();
	/* late, because the DMA debugging code ends when it gets no memory */
	failed += fail_nth_tests();
	/* the last, because a page that is stuck stays so, and so does its record */
	failed += faults_tests();
	failed += cmocka_run_group_tests_name("kernel log", last, NULL, NULL);
	failed += refusal_tests();
	return failed != 0;
}
