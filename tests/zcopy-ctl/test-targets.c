// SPDX-License-Identifier: GPL-2.0-or-later
/* What a target says of itself in small files: its kernels, how slow it is */
#include "test.h"

#include "ctl.h"
#include "util/memory.h"

/* A console that says something is progress, while it boots */
static void slow_boots(void **state)
{
	struct result result = PLAY("boots-slowly", "--timeout", "0.8");

	(void)state;
	assert_int_equal(result.code, 0);
	assert_true(result.seconds > 1.5);
	drop(&result);
	/* ... also when the frontend is started again by a step */
	result = PLAY("front-boots", "--timeout", "0.8");
	assert_int_equal(result.code, 0);
	assert_true(result.seconds > 1.5);
	drop(&result);
}

/* ... but not for ever */
static void endless_boots(void **state)
{
	struct result result = PLAY("boots-forever", "--timeout", "0.4");

	(void)state;
	assert_int_equal(result.code, 5);
	assert_true(result.seconds > 4 && result.seconds < 9);
	assert_all_gone(0);
	drop(&result);
}

static void timeouts_of_its_own(void **state)
{
	struct result result = PLAY("own-time");

	(void)state;
	assert_int_equal(result.code, 5);
	assert_contains(result.out, "no progress for 0.5 s");
	assert_true(result.seconds < 5);
	drop(&result);
	/* The user's word counts more */
	result = PLAY("own-time", "--timeout", "1.5");
	assert_contains(result.out, "no progress for 1.5 s");
	drop(&result);
	result = PLAY("wrong-time");
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "wrong-time/timeouts:2: expected 'boot SECONDS' or 'step SECONDS'");
	drop(&result);
	result = ctl("info", NULL);
	assert_contains(result.out, "wrong-time/timeouts:2: expected");
	drop(&result);
}

/* What the scenarios of the whole run need, for a start that can do with less otherwise */
static void told_what_is_needed(void **state)
{
	FILE *file = fopen("large.zs", "w");
	struct result result;

	(void)state;
	assert_non_null(file);
	fputs("title T\nproves P\nneeds grants large\nfront: grant fb 8x8 XR24 to=back\nfront: end fb\n",
	      file);
	fclose(file);
	file = fopen("small.zs", "w");
	assert_non_null(file);
	fputs("title T\nproves P\nneeds display\nback: hide\n", file);
	fclose(file);
	result = ctl("run", "--on", "asks", "--out", "out", "small.zs", "large.zs", NULL);
	assert_int_equal(result.code, 3);
	assert_contains(result.out, "needed: grants display large.");
	drop(&result);
	result = ctl("run", "--on", "asks", "--out", "out", "small.zs", NULL);
	assert_contains(result.out, "needed: display.");
	drop(&result);
}

static void kernels_of_its_own(void **state)
{
	struct result result = ctl("list", "--targets", NULL);

	(void)state;
	assert_contains(result.out, "own-kernels  kernels: quick, slow (not built)\n");
	drop(&result);
	result = PLAY("own-kernels", "--kernel", "slow", "--format", "json");
	assert_int_equal(result.code, 0);
	drop(&result);
	result = PLAY("own-kernels", "--kernel", "other");
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "target own-kernels has no kernel 'other'");
	drop(&result);
}

/* Somebody's typo is shown to that one, and every command says the same of it. */
static void no_targets_there(void **state)
{
	static const char *const commands[][4] = {
		{ "run", "one" }, { "shell", "true" }, { "bench", "--runs=1" }, { "watch", "one" },
		{ "doctor", "--on=uml" }, { "doctor" }, { "info" }, { "list", "--targets" },
	};
	char *kept = xstrdup(getenv("ZCOPY_TARGETS"));

	(void)state;
	setenv("ZCOPY_TARGETS", "/typo/targets", 1);
	for (size_t i = 0; i < COUNT(commands); i++) {
		struct result result = ctl(commands[i][0], commands[i][1], NULL);

		if (result.code != 3)
			fail_msg("%s ends with %d", commands[i][0], result.code);
		assert_contains(result.err, "/typo/targets");
		drop(&result);
	}
	setenv("ZCOPY_TARGETS", kept, 1);
	free(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slow_boots),
		cmocka_unit_test(endless_boots),
		cmocka_unit_test(timeouts_of_its_own),
		cmocka_unit_test(told_what_is_needed),
		cmocka_unit_test(kernels_of_its_own),
		cmocka_unit_test(no_targets_there),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("zcopy-ctl targets", tests, NULL, NULL);
}
