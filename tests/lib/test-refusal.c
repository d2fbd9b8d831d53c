// SPDX-License-Identifier: GPL-2.0-or-later
/* What libxenzcopy makes of an fdinfo file: the refused reference, and its words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#include "refusal.h"

static int read_text(const char *text, struct xenzcopy_refusal *refusal)
{
	FILE *file = fmemopen((void *)text, strlen(text) ? strlen(text) : 1, "r");
	int ret;

	assert_non_null(file);
	errno = 0;
	ret = refusal_read(file, refusal);
	fclose(file);
	return ret;
}

/* as the driver writes it, behind the lines of every DRM file */
static void a_refusal_is_found(void **state)
{
	struct xenzcopy_refusal r;

	(void)state;
	assert_int_equal(read_text("pos:\t0\nflags:\t02100002\nmnt_id:\t22\nino:\t120\n"
				   "drm-driver:\txen_drm_zcopy\n"
				   "drm-client-id:\t4\n"
				   "xen-zcopy-mapped-pages:\t2025\n"
				   "xen-zcopy-granted-pages:\t0\n"
				   "xen-zcopy-refused:\t17 of 2025, ref 912, domain 1, status -3\n", &r), 0);
	assert_int_equal(r.position, 17);
	assert_int_equal(r.count, 2025);
	assert_int_equal(r.ref, 912);
	assert_int_equal(r.domid, 1);
	assert_int_equal(r.status, -3);
}

/* [19] every number is a grant reference */
static void the_largest_numbers(void **state)
{
	struct xenzcopy_refusal r;

	(void)state;
	assert_int_equal(read_text("xen-zcopy-refused:\t4294967295 of 4294967295, ref 4294967295, domain 32751, status -12\n", &r), 0);
	assert_int_equal(r.position, UINT32_MAX);
	assert_int_equal(r.ref, UINT32_MAX);
	assert_int_equal(r.domid, 0x7FEF);
	assert_int_equal(r.status, -12);
}

static void nothing_was_refused(void **state)
{
	struct xenzcopy_refusal r = { .ref = 5 };

	(void)state;
	assert_int_equal(read_text("pos:\t0\nxen-zcopy-mapped-pages:\t0\n", &r), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(r.ref, 5);
}

static void not_understood(void **state)
{
	static const char *const texts[] = {
		"xen-zcopy-refused:\n",
		"xen-zcopy-refused:\t17\n",
		"xen-zcopy-refused:\t17 of 2025, ref 912, domain 1\n",
		"xen-zcopy-refused:\t17 of 2025, ref x, domain 1, status -3\n",
		"xen-zcopy-refused:\tnone\n",
	};
	struct xenzcopy_refusal r = { .ref = 5 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(read_text(texts[i], &r), -1);
		assert_int_equal(errno, EIO);
		assert_int_equal(r.ref, 5);
	}
}

static void words(void **state)
{
	const struct xenzcopy_refusal r = {
		.position = 17, .count = 2025, .ref = 912, .domid = 1, .status = -8,
	};
	char text[128], small[10];

	(void)state;
	refusal_format(&r, text, sizeof(text));
	assert_string_equal(text, "grant reference 17 of 2025 (ref 912) refused by domain 1: permission denied");
	refusal_format(&r, small, sizeof(small));
	assert_string_equal(small, "grant ref");
}

/* what the header promises: 128 bytes are always enough */
static void longest_words_fit(void **state)
{
	char text[128];

	(void)state;
	for (int status = -20; status < 3; status++) {
		const struct xenzcopy_refusal r = {
			.position = UINT32_MAX, .count = UINT32_MAX, .ref = UINT32_MAX,
			.domid = 0x7FEF, .status = status,
		};

		refusal_format(&r, text, sizeof(text));
		assert_in_range(strlen(text), 50, sizeof(text) - 2);
	}
}

static void every_status_has_words(void **state)
{
	(void)state;
	for (int status = -13; status <= 0; status++) {
		assert_string_not_equal(xenzcopy_status_text(status), "unknown status");
		for (int other = status + 1; other <= 0; other++)
			assert_string_not_equal(xenzcopy_status_text(status),
						xenzcopy_status_text(other));
	}
	assert_string_equal(xenzcopy_status_text(1), "unknown status");
	assert_string_equal(xenzcopy_status_text(-14), "unknown status");
	assert_string_equal(xenzcopy_status_text(INT32_MIN), "unknown status");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_refusal_is_found),
		cmocka_unit_test(the_largest_numbers),
		cmocka_unit_test(nothing_was_refused),
		cmocka_unit_test(not_understood),
		cmocka_unit_test(words),
		cmocka_unit_test(longest_words_fit),
		cmocka_unit_test(every_status_has_words),
	};

	return cmocka_run_group_tests_name("refusal", tests, NULL, NULL);
}
