// SPDX-License-Identifier: GPL-2.0-or-later
/* What is run, how often and in which order: names, tags, repetitions, what failed before */
#include "test.h"

#include <unistd.h>

#include "ctl.h"

/* Names of the scenarios in the order they ran, each with a blank behind it */
static const char *names_of(json_object *root)
{
	static char text[512];
	json_object *list = at(root, "scenarios");

	text[0] = '\0';
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		strcat(text, text_at(json_object_array_get_idx(list, i), "name"));
		strcat(text, " ");
	}
	return text;
}

#define RUN(play, ...) \
	ctl("run", "--on", play, "--out", "chosen", "--format", "json", ##__VA_ARGS__, NULL)

static void assert_names(struct result result, int code, const char *names)
{
	json_object *root = parse_json(result.out);

	assert_int_equal(result.code, code);
	assert_string_equal(names_of(root), names);
	json_object_put(root);
	drop(&result);
}

static void by_name(void **state)
{
	struct result result;

	(void)state;
	assert_names(RUN("pass", "t*"), 0, "three two ");
	assert_names(RUN("pass", "two"), 0, "two ");
	/* Each once, whoever asks for it */
	assert_names(RUN("pass", "t*", "two", scenario("one")), 0, "three two one ");
	result = RUN("pass", "tow");
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "did you mean 'two'?");
	drop(&result);
	result = RUN("pass", "x*");
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "x*: neither a file nor a folder");
	drop(&result);
}

static void by_tag(void **state)
{
	struct result result;

	(void)state;
	assert_names(RUN("pass", "--tags", "odd"), 0, "one three ");
	assert_names(RUN("pass", "--tags", "even,odd"), 0, "one three two ");
	assert_names(RUN("pass", "--tags", "low,!odd"), 0, "two ");
	assert_names(RUN("pass", "--tags", "!even"), 0, "one three ");
	assert_names(RUN("pass", "--tags", "low", "--tags", "odd"), 0, "one ");
	assert_names(RUN("pass", "--tags", "odd", "t*"), 0, "three ");
	result = RUN("pass", "--tags", "evne");
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "did you mean 'even'?");
	drop(&result);
	result = RUN("pass", "--tags", "even", "three");
	assert_int_equal(result.code, 2);
	drop(&result);
	result = ctl("list", "--tags", "even", NULL);
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "two.zs");
	assert_null(strstr(result.out, "three.zs"));
	drop(&result);
}

static void repeated(void **state)
{
	struct result result = RUN("mixed", "--repeat", "2");
	json_object *root;

	(void)state;
	assert_int_equal(result.code, 2);	/* of what? */
	drop(&result);
	result = RUN("mixed", "--repeat", "2", "one", "two");
	root = parse_json(result.out);
	assert_int_equal(result.code, 1);
	assert_string_equal(names_of(root), "one two one two ");
	assert_int_equal(json_object_get_int(at(scenario_at(root, 2), "round")), 2);
	assert_int_equal(json_object_get_int(at(scenario_at(root, 2), "rounds")), 2);
	assert_int_equal(access("chosen/two.1.txt", R_OK), 0);
	assert_int_equal(access("chosen/two.2.txt", R_OK), 0);
	json_object_put(root);
	drop(&result);
	result = ctl("run", "--on", "mixed", "--out", "chosen", "--repeat", "3", "one", "two", NULL);
	assert_contains(result.out, "passed  one (2/3)");
	assert_contains(result.out, "two: 3 of 3 failed\n3 passed, 3 failed");
	drop(&result);
	result = ctl("run", "--on", "pass", "--out", "chosen", "--format", "ktap", "--repeat", "2",
		     "one", NULL);
	assert_contains(result.out, "1..2\nok 1 one (1/2)\nok 2 one (2/2)\n");
	drop(&result);
	result = RUN("pass", "--repeat", "0", "one");
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "--repeat takes 1 to");
	drop(&result);
}

static void shuffled(void **state)
{
	struct result first = RUN("pass", "--repeat", "6", "--shuffle", "5", "one", "two", "three");
	struct result same = RUN("pass", "--repeat", "6", "--shuffle", "5", "one", "two", "three");
	struct result other = RUN("pass", "--repeat", "6", "--shuffle", "6", "one", "two", "three");
	json_object *root = parse_json(first.out);
	char order[512], said[600];
	int seen = 0;

	(void)state;
	assert_int_equal(json_object_get_int(at(root, "shuffle")), 5);
	snprintf(order, sizeof(order), "%s", names_of(root));
	snprintf(said, sizeof(said), "order of --shuffle 5: %.*s\n", (int)strlen(order) - 1, order);
	assert_contains(first.err, said);
	/* Every round has each of them once. */
	for (size_t i = 0; i < 18; i++) {
		const char *name = text_at(scenario_at(root, i), "name");

		seen |= 1 << (name[0] == 'o' ? 0 : name[1] == 'w' ? 1 : 2);
		if (i % 3 == 2) {
			assert_int_equal(seen, 7);
			seen = 0;
		}
	}
	json_object_put(root);
	root = parse_json(other.out);
	assert_string_not_equal(order, names_of(root));
	json_object_put(root);
	assert_names(same, 0, order);
	drop(&first);
	drop(&other);
}

static void ends_with_the_first_failure(void **state)
{
	struct result result = RUN("mixed", "--fail-fast", "one", "two", "three");
	json_object *root = parse_json(result.out);

	(void)state;
	assert_int_equal(result.code, 1);
	/* In the order of the folder: one, three, two */
	assert_string_equal(names_of(root), "one three two ");
	json_object_put(root);
	drop(&result);
	result = RUN("mixed", "--fail-fast", scenario("two"), scenario("one"));
	root = parse_json(result.out);
	assert_string_equal(names_of(root), "two ");
	assert_int_equal(json_object_get_int(at(at(root, "summary"), "not_run")), 1);
	json_object_put(root);
	drop(&result);
	assert_names(RUN("mixed", "--fail-fast", "--keep-going", scenario("two"), scenario("one")),
		     1, "two one ");
}

static void what_failed(void **state)
{
	struct result result;

	(void)state;
	unlink("chosen/failed.json");
	result = RUN("mixed", "--failed");
	assert_contains(result.err, "nothing of this failed last time on mixed");
	assert_names(result, 0, "");
	assert_names(RUN("mixed", scenarios), 1, "one three two ");
	assert_names(RUN("mixed", "--failed"), 1, "two ");
	/* What was not run again is not forgotten, nor what another target says. */
	assert_names(RUN("mixed", "one"), 0, "one ");
	assert_names(RUN("pass", "two"), 0, "two ");
	assert_names(RUN("mixed", "--failed", scenarios), 1, "two ");
	assert_names(RUN("mixed", "--failed", scenario("one")), 0, "");
	assert_names(RUN("pass", "--failed"), 0, "");
}

/* What did not fail is not looked at: a mistake in it keeps nobody from the rest. */
static void failed_beside_a_mistake(void **state)
{
	struct result result;
	FILE *file;

	(void)state;
	assert_int_equal(system("rm -rf mended && mkdir mended && cp scenarios/two.zs mended/ && "
				"cp scenarios/three.zs mended/"), 0);
	result = ctl("run", "--on", "mixed", "--out", "mended", "mended", NULL);
	assert_int_equal(result.code, 1);
	drop(&result);
	file = fopen("mended/three.zs", "w");
	assert_non_null(file);
	fputs("title T\nproves P\nknown-to-fail on mxied the moon is wrong\nneeds grants\n"
	      "front: grant fb 8x8 XR24 to=back\nfront: end fb\n", file);
	fclose(file);
	result = ctl("run", "--on", "mixed", "--out", "mended", "--failed", "mended", NULL);
	assert_int_equal(result.code, 1);
	assert_contains(result.out, "0 passed, 1 failed");
	drop(&result);
	result = ctl("run", "--on", "mixed", "--out", "mended", "mended", NULL);
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "did you mean 'mixed'?");
	drop(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_name),
		cmocka_unit_test(by_tag),
		cmocka_unit_test(repeated),
		cmocka_unit_test(shuffled),
		cmocka_unit_test(ends_with_the_first_failure),
		cmocka_unit_test(what_failed),
		cmocka_unit_test(failed_beside_a_mistake),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("zcopy-ctl choose", tests, NULL, NULL);
}
