// SPDX-License-Identifier: GPL-2.0-or-later
/* zcopy-ctl splats: each pattern through the whole program, and the scripts that ask it */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "ctl.h"
#include "splat-lines.h"
#include "target/splats.h"
#include "util/capture.h"
#include "util/memory.h"

#define LOG	"splats.log"

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void add_lines(FILE *file, const char *const *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fprintf(file, "%s\r\n", lines[i]);
}

static json_object *splats_of(const char *path, int code)
{
	struct result result = ctl("splats", "--json", path, NULL);
	json_object *root = parse_json(result.out);

	assert_int_equal(result.code, code);
	assert_int_equal(at(root, "error") != NULL, code == 3);
	drop(&result);
	return root;
}

static size_t count_of(json_object *root)
{
	return json_object_array_length(at(root, "splats"));
}

static void assert_splat(json_object *root, size_t index, size_t line, const char *text)
{
	json_object *one = json_object_array_get_idx(at(root, "splats"), index);

	if (!one || strcmp(text_at(one, "text"), text) != 0)
		fail_msg("nobody sees: %s", text);
	assert_int_equal(json_object_get_int64(at(one, "line")), line);
	assert_string_equal(text_at(one, "name"), splat_match(text)->name);
}

/* In one log, behind all that is harmless */
static void every_pattern(void **state)
{
	FILE *file = fopen(LOG, "w");
	json_object *root;

	(void)state;
	assert_non_null(file);
	add_lines(file, harmless, nharmless);
	add_lines(file, examples, nexamples);
	add_lines(file, xen_examples, nxen_examples);
	assert_int_equal(fclose(file), 0);
	root = splats_of(LOG, 4);
	assert_int_equal(count_of(root), nexamples + nxen_examples);
	for (size_t i = 0; i < nexamples; i++)
		assert_splat(root, i, nharmless + i + 1, examples[i]);
	for (size_t i = 0; i < nxen_examples; i++)
		assert_splat(root, nexamples + i, nharmless + nexamples + i + 1, xen_examples[i]);
	json_object_put(root);
}

static void nothing(void **state)
{
	FILE *file = fopen(LOG, "w");
	json_object *root;
	struct result result;

	(void)state;
	assert_non_null(file);
	add_lines(file, harmless, nharmless);
	assert_int_equal(fclose(file), 0);
	root = splats_of(LOG, 0);
	assert_int_equal(count_of(root), 0);
	json_object_put(root);
	result = ctl("splats", LOG, NULL);
	assert_int_equal(result.code, 0);
	assert_string_equal(result.out, "");
	assert_string_equal(result.err, "");
	drop(&result);
	/* An empty log, on standard input */
	result = ctl("splats", NULL);
	assert_int_equal(result.code, 0);
	drop(&result);
	root = splats_of("-", 0);
	assert_int_equal(count_of(root), 0);
	json_object_put(root);
}

static void as_text(void **state)
{
	char *script = xprintf("%s splats <%s; echo $?; %s splats - <%s", program, LOG, program, LOG);
	char *argv[] = { "/bin/sh", "-c", script, NULL }, *out, *err;
	static const char says[] =
		"line 2: hung task: [  245.000000] INFO: task conduct:31 blocked for more than 122 seconds.\n"
		"line 3: debug objects: ODEBUG: ?[ one bell? and no line end";
	struct result result;

	(void)state;
	write_file(LOG, "fine\n"
		   "\033[1;31m[  245.000000] INFO: task conduct:31 blocked for more than 122 seconds.\r\n"
		   "ODEBUG: \033\033[0m[ one bell\a and no line end");
	result = ctl("splats", LOG, NULL);
	assert_int_equal(result.code, 4);
	assert_string_equal(result.out, says);
	drop(&result);
	assert_int_equal(capture(argv, &out, &err), 4);
	free(script);
	script = xprintf("%s\n4\n%s", says, says);
	assert_string_equal(out, script);
	free(script);
	free(out);
	free(err);
}

static void unreadable(void **state)
{
	struct result result = ctl("splats", "no-such.log", NULL);
	json_object *root;

	(void)state;
	assert_int_equal(result.code, 3);
	assert_contains(result.err, "zcopy-ctl splats: no-such.log: No such file");
	assert_string_equal(result.out, "");
	drop(&result);
	/* One that can be opened, but not read */
	root = splats_of(".", 3);
	assert_contains(text_at(root, "error"), ".: Is a directory");
	assert_int_equal(count_of(root), 0);
	json_object_put(root);
	result = ctl("splats", LOG, LOG, NULL);
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "one log at a time");
	drop(&result);
	result = ctl("splats", "--jsn", LOG, NULL);
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "did you mean '--json'?");
	drop(&result);
}

/* gntdev's report, one line of it replaced, then other lines */
static json_object *known_and(size_t index, const char *instead, const char *behind, int code)
{
	FILE *file = fopen(LOG, "w");

	assert_non_null(file);
	fputs("before\n", file);
	for (size_t i = 0; i < ngntdev; i++)
		fprintf(file, "%s\n", instead && i == index ? instead : gntdev[i]);
	fputs(behind, file);
	assert_int_equal(fclose(file), 0);
	return splats_of(LOG, code);
}

static void the_known_one(void **state)
{
	/* UML dumps the stack between the two */
	static const char dump[] = "[    2.520000]  61a2f8b0 00000000 60033d2a";
	static const char late[] = "[    9.000000] WARNING: suspicious RCU usage";
	char *lines;
	json_object *root;
	FILE *file;

	(void)state;
	json_object_put(known_and(0, NULL, "", 0));
	/* What a program or the driver says behind it is none of its lines. */
	json_object_put(known_and(ngntdev - 3, dump, "ok 1 - zcopy_works\n[xen_zcopy]\n", 0));
	/* The next one counts. */
	lines = xprintf("fine\n%s\n", late);
	root = known_and(0, NULL, lines, 4);
	assert_int_equal(count_of(root), 1);
	assert_splat(root, 0, ngntdev + 3, late);
	json_object_put(root);
	free(lines);
	/* A line of ours in its stack, another place where the lock is taken */
	root = known_and(ngntdev - 1, "[    2.0]  [<788285d1>] ? foo+0x1/0x2 [xen_zcopy]", "", 4);
	assert_int_equal(count_of(root), 1);
	assert_splat(root, 0, 2, gntdev[0]);
	json_object_put(root);
	json_object_put(known_and(16, "[    2.0]        something_else+0x1/0x2", "", 4));
	/* Twice, and then cut off: as by a kernel that died of it */
	file = fopen(LOG, "w");
	assert_non_null(file);
	add_lines(file, gntdev, ngntdev);
	add_lines(file, gntdev, 20);
	assert_int_equal(fclose(file), 0);
	root = splats_of(LOG, 4);
	assert_int_equal(count_of(root), 1);
	assert_splat(root, 0, ngntdev + 1, gntdev[0]);
	json_object_put(root);
}

/* One that begins like the known one, and a log that goes on for ever */
static void a_long_log(void **state)
{
	FILE *file = fopen(LOG, "w");
	json_object *root;

	(void)state;
	assert_non_null(file);
	for (int i = 0; i < 150000; i++)
		fprintf(file, "line\n");
	add_lines(file, gntdev, 20);
	for (int i = 0; i < 150000; i++)
		fprintf(file, "line\n");
	add_lines(file, examples, 1);
	assert_int_equal(fclose(file), 0);
	root = splats_of(LOG, 4);
	assert_int_equal(count_of(root), 2);
	assert_splat(root, 0, 150001, gntdev[0]);
	assert_splat(root, 1, 300021, examples[0]);
	json_object_put(root);
}

/* --- the scripts that ask it ---------------------------------------------------------- */

#define HUNG	"[  245.000000] INFO: task conduct:31 blocked for more than 122 seconds.\n"

static int script(const char *text, char **out)
{
	char *argv[] = { "/bin/bash", "-c", (char *)text, NULL }, *err;
	int code = capture(argv, out, &err);

	free(err);
	return code;
}

/* targets/uml/exec, with a start beside it that only prints a log */
static void programs_on_uml(void **state)
{
	static const struct {
		const char *log;
		int start, code;
		const char *says;
	} cases[] = {
		{ "fine\ninit: the program ended with 0\n", 0, 0, "fine\ninit: the program ended with 0" },
		{ "fine\ninit: the program ended with 1\n", 0, 1, "init: the program ended with 1" },
		{ HUNG "init: the program ended with 0\n", 0, 4, "\nnot ok 9999 - the kernel reported a bug: line 1: hung task: [  245.000000]" },
		{ HUNG "init: the program ended with 0\n", 124, 4, "\nnot ok 9999 - " },
		{ "fine\n", 124, 5, "\nnot ok 9998 - it takes longer" },
		{ "fine\n", 3, 3, "fine" },
	};
	char *here = xprintf("%s/../../../targets/uml/exec", scenarios), *text, *out;

	(void)state;
	mkdir("played-uml", 0777);
	unlink("played-uml/exec");
	assert_int_equal(symlink(here, "played-uml/exec"), 0);
	free(here);
	for (size_t i = 0; i < COUNT(cases); i++) {
		write_file("played-uml/log", cases[i].log);
		text = xprintf("#!/bin/sh\ncat \"${0%%/*}/log\"\nexit %d\n", cases[i].start);
		write_file("played-uml/start", text);
		free(text);
		chmod("played-uml/start", 0777);
		text = xprintf("ZCOPY_BUILD=${ZCOPY_TEST_TOOL%%/*} played-uml/exec /bin/true");
		assert_int_equal(script(text, &out), cases[i].code);
		assert_contains(out, cases[i].says);
		free(text);
		free(out);
	}
	/* Nobody who could look through the log: not taken for a kernel that was well */
	assert_int_equal(script("ZCOPY_BUILD=/nowhere played-uml/exec /bin/true", &out), 3);
	free(out);
}

/* What tests/abi/run and tests/conformance/run end with */
static void programs_on_other_targets(void **state)
{
	static const struct {
		const char *log;
		int code;
		const char *says;
	} cases[] = {
		{ "fine\n", 0, "went on" },
		{ "fine\n" HUNG, 4, "not ok 7 - crashed: line 2: hung task: [  245.000000] INFO: task" },
		{ "(XEN) Panic on CPU 0:\n" HUNG, 4, "not ok 7 - crashed: line 1: Xen panic: (XEN) Panic on CPU 0:; see " LOG },
	};
	char *text = xprintf("top=%s/../../.. build=${ZCOPY_TEST_TOOL%%/*} log=" LOG "; "
			     ". $top/tests/xen-image.bash; export ZCOPY_BUILD=/elsewhere; "
			     "must_be_well 'not ok 7'; echo went on", scenarios), *out;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		write_file(LOG, cases[i].log);
		assert_int_equal(script(text, &out), cases[i].code);
		assert_contains(out, cases[i].says);
		free(out);
	}
	unlink(LOG);
	assert_int_equal(script(text, &out), 3);
	assert_contains(out, "not ok 7 - ");
	free(out);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pattern),
		cmocka_unit_test(nothing),
		cmocka_unit_test(as_text),
		cmocka_unit_test(unreadable),
		cmocka_unit_test(the_known_one),
		cmocka_unit_test(a_long_log),
		cmocka_unit_test(programs_on_uml),
		cmocka_unit_test(programs_on_other_targets),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("zcopy-ctl splats", tests, NULL, NULL);
}
