// SPDX-License-Identifier: GPL-2.0-or-later
/* Every command with --json: one document with a schema version, whatever comes of it */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "ctl.h"

/* Nothing before it and nothing behind it; json-c alone is content with a beginning. */
static json_object *whole_document(const char *text)
{
	struct json_tokener *tokener = json_tokener_new();
	json_object *root = json_tokener_parse_ex(tokener, text, strlen(text));
	size_t end = json_tokener_get_parse_end(tokener);

	if (!json_object_is_type(root, json_type_object) || text[end + strspn(text + end, "\n")])
		fail_msg("no document: %s", text);
	json_tokener_free(tokener);
	assert_int_equal(json_object_get_int(at(root, "schema")), 1);
	return root;
}

static void every_command(void **state)
{
	static const struct {
		const char *args[7];
		const char *list;	/* that is always there */
		int count;		/* of its items; -1: any */
		int code;
		bool error;
	} cases[] = {
		{ { "list", "--json", "scenarios" }, "scenarios", 3, 0, false },
		{ { "list", "--json", "nowhere.zs" }, "scenarios", 0, 2, true },
		{ { "list", "--json", "empty" }, "scenarios", 0, 2, true },
		{ { "list", "--json", "--tags", "none", "scenarios" }, "scenarios", -1, 2, true },
		{ { "list", "--json", "--targets" }, "targets", -1, 0, false },
		{ { "lint", "--json", "scenarios" }, "complaints", 0, 0, false },
		{ { "lint", "--json", "nowhere.zs" }, "complaints", 0, 2, true },
		{ { "lint", "--json", "empty" }, "complaints", 0, 2, true },
		{ { "info", "--json" }, "targets", -1, 0, false },
		{ { "doctor", "--json" }, "findings", -1, 0, false },
		{ { "doctor", "--json", "--on", "refuses" }, "findings", -1, 3, false },
		{ { "doctor", "--json", "--on", "nowhere" }, "findings", 0, 2, true },
		{ { "bench", "--json", "--on", "pass", "--runs", "1" }, "frames", 0, 2, true },
		{ { "bench", "--json", "--on", "refuses" }, "frames", 0, 3, true },
		{ { "bench", "--json", "--on", "nowhere" }, "frames", 0, 2, true },
		{ { "stat", "--json" }, "domains", 0, 3, true },
		{ { "top", "--json", "--count", "3" }, "processes", -1, 3, true },
		{ { "run", "--json", "--on", "pass", "two" }, "scenarios", 1, 0, false },
		{ { "run", "--json", "--on", "fail", "--jobs", "2" }, NULL, 0, 2, false },
		{ { "run", "--json", "--on", "pass", "--tags", "none" }, "scenarios", 0, 2, true },
		{ { "run", "--json", "--on", "refuses", "two" }, "scenarios", 1, 3, true },
		{ { "run", "--json", "--on", "nowhere", "two" }, "scenarios", 0, 2, true },
		{ { "run", "--json", "--on", "skip", "--failed" }, "scenarios", 0, 0, false },
		{ { "run", "--json", "--on", "pass", "empty" }, "scenarios", 0, 2, true },
	};

	(void)state;
	mkdir("empty", 0777);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const *args = cases[i].args;
		struct result result = ctl(args[0], args[1], args[2], args[3], args[4], args[5], args[6],
					   NULL);
		json_object *root;

		if (result.code != cases[i].code)
			fail_msg("case %zu: ended with %d: %s", i, result.code, result.err);
		/* Wrong usage is told before any format is known: no half document. */
		if (!cases[i].list) {
			assert_string_equal(result.out, "");
			drop(&result);
			continue;
		}
		root = whole_document(result.out);
		if (!!at(root, "error") != cases[i].error)
			fail_msg("case %zu: error is %s", i, text_at(root, "error"));
		if (cases[i].count >= 0)
			assert_int_equal(json_object_array_length(at(root, cases[i].list)),
					 cases[i].count);
		else
			assert_true(json_object_is_type(at(root, cases[i].list), json_type_array));
		json_object_put(root);
		drop(&result);
	}
}

static void without_targets(void **state)
{
	static const char *const commands[][3] = {
		{ "info", "--json", NULL }, { "doctor", "--json", NULL }, { "list", "--json", "--targets" }, { "run", "--json", "two" },
	};
	char *kept = getenv("ZCOPY_TARGETS") ? strdup(getenv("ZCOPY_TARGETS")) : NULL;

	(void)state;
	mkdir("empty", 0777);
	setenv("ZCOPY_TARGETS", "empty", 1);
	for (size_t i = 0; i < COUNT(commands); i++) {
		struct result result = ctl(commands[i][0], commands[i][1], commands[i][2], NULL);
		json_object *root = whole_document(result.out);

		assert_int_equal(result.code, 3);
		assert_contains(text_at(root, "error"), "ZCOPY_TARGETS");
		json_object_put(root);
		drop(&result);
	}
	setenv("ZCOPY_TARGETS", kept, 1);
	free(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command),
		cmocka_unit_test(without_targets),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("zcopy-ctl json", tests, NULL, NULL);
}
