// SPDX-License-Identifier: GPL-2.0-or-later
/* What comes of a run: exit codes, what is printed, what is kept */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "ctl.h"

static void passing(void **state)
{
	struct result result = PLAY("pass");

	(void)state;
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "passed");
	assert_contains(result.out, "The first one");
	assert_contains(result.out, "1 passed, 0 failed, 0 skipped on pass");
	assert_contains(result.out, "picture: out/seen.png");
	assert_null(strchr(result.out, '\033'));
	assert_all_gone(0);
	drop(&result);
}

static void passing_json(void **state)
{
	struct result result = PLAY("pass", "--format", "json");
	json_object *root = parse_json(result.out), *one = scenario_at(root, 0);

	(void)state;
	assert_int_equal(result.code, 0);
	assert_string_equal(text_at(root, "target"), "pass");
	assert_string_equal(text_at(root, "kernel"), "fast");
	assert_null(at(root, "error"));
	assert_int_equal(json_object_get_int(at(at(root, "summary"), "passed")), 1);
	assert_string_equal(text_at(one, "name"), "one");
	assert_string_equal(text_at(one, "title"), "The first one");
	assert_string_equal(text_at(one, "status"), "passed");
	assert_null(at(one, "message"));
	assert_null(at(one, "line"));
	assert_int_equal(json_object_array_length(at(one, "steps")), 2);
	assert_string_equal(text_at(json_object_array_get_idx(at(one, "steps"), 1), "status"),
			    "expected");
	assert_string_equal(text_at(at(one, "pictures"), "scanout"), "out/seen.png");
	assert_int_equal(json_object_array_length(at(one, "console")), 0);
	assert_contains(text_at(one, "rerun"), "run --on pass --kernel fast");
	json_object_put(root);
	drop(&result);
}

static void failing(void **state)
{
	struct result result = PLAY("fail");
	char text[4096];
	FILE *report;

	(void)state;
	assert_int_equal(result.code, 1);
	assert_contains(result.out, "one.zs:6: back: from-refs buf of=fb");
	assert_contains(result.out, "grant reference 3 of 4 refused");
	assert_contains(result.out, "front: a word of the front");
	assert_contains(result.out, "difference: out/one.difference.png");
	assert_contains(result.out, "log: out/one.back.log");
	assert_contains(result.out, "again: ");
	assert_contains(result.out, "0 passed, 1 failed");
	/* Whoever follows the advice gets the same scenario. */
	assert_contains(strstr(result.out, "again: "), scenario("one"));
	assert_int_equal(access("out/one.front.log", R_OK), 0);
	report = fopen("out/one.txt", "r");
	assert_non_null(report);
	text[fread(text, 1, sizeof(text) - 1, report)] = '\0';
	fclose(report);
	assert_contains(text, "grant reference 3 of 4 refused");
	assert_contains(text, "front: a word of the front");
	assert_contains(text, "again: ");
	assert_all_gone(0);
	drop(&result);
	/* The next one that passes leaves no log that would be taken for its own. */
	result = PLAY("pass");
	assert_int_equal(result.code, 0);
	assert_int_not_equal(access("out/one.front.log", R_OK), 0);
	assert_int_not_equal(access("out/one.txt", R_OK), 0);
	drop(&result);
}

/* A failure costs the pair: what follows it runs on a new one. */
static void new_pair_after_a_failure(void **state)
{
	struct result result = ctl("run", "--on", "mixed", "--out", "out", "--format", "json",
				   scenarios, NULL);
	json_object *root = parse_json(result.out);
	char first[64], last[64];

	(void)state;
	assert_int_equal(result.code, 1);
	assert_int_equal(json_object_array_length(at(root, "scenarios")), 3);
	/* sorted by name: one, three, two */
	assert_string_equal(text_at(scenario_at(root, 1), "name"), "three");
	assert_string_equal(text_at(scenario_at(root, 2), "status"), "failed");
	json_object_put(root);
	drop(&result);

	result = ctl("run", "--on", "mixed", "--out", "out", "--format", "json", scenario("two"),
		     scenario("one"), scenario("three"), NULL);
	root = parse_json(result.out);
	assert_string_equal(text_at(scenario_at(root, 0), "status"), "failed");
	assert_string_equal(text_at(scenario_at(root, 1), "status"), "passed");
	snprintf(first, sizeof(first), "%s",
		 text_at(json_object_array_get_idx(at(scenario_at(root, 0), "steps"), 0), "message"));
	snprintf(last, sizeof(last), "%s",
		 text_at(json_object_array_get_idx(at(scenario_at(root, 1), "steps"), 0), "message"));
	assert_string_not_equal(first, last);
	/* ... and that one serves the rest. */
	assert_string_equal(last, text_at(json_object_array_get_idx(
		at(scenario_at(root, 2), "steps"), 0), "message"));
	assert_int_equal(assert_all_gone(0), 2);
	json_object_put(root);
	drop(&result);
}

static void skipping(void **state)
{
	struct result result = PLAY("skip", "--format", "ktap");

	(void)state;
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "KTAP version 1\n1..1\n");
	assert_contains(result.out, "ok 1 one # SKIP target skip does not offer 'grants': its domains");
	drop(&result);
}

static void splats(void **state)
{
	static const char *const plays[] = { "splat", "front-splat" };

	(void)state;
	for (size_t i = 0; i < COUNT(plays); i++) {
		struct result result = PLAY(plays[i]);

		/* A result that says "passed" does not hide it. */
		assert_int_equal(result.code, 4);
		assert_contains(result.out, "crashed");
		assert_contains(result.out, i ? "kernel of front: KASAN report" :
						"kernel of back: KASAN report");
		assert_contains(result.out, "Read of size 8");
		assert_true(result.seconds < 3);
		assert_all_gone(0);
		drop(&result);
	}
}

/* It belongs to the scenario it came in, not to the one that ran when it was judged. */
static void splat_blames_the_right_one(void **state)
{
	struct result result = ctl("run", "--on", "splat-two", "--out", "out", "--format", "json",
				   scenario("two"), scenario("one"), NULL);
	json_object *root = parse_json(result.out);

	(void)state;
	assert_int_equal(result.code, 4);
	assert_string_equal(text_at(scenario_at(root, 0), "status"), "crashed");
	assert_string_equal(text_at(scenario_at(root, 1), "status"), "passed");
	json_object_put(root);
	drop(&result);
}

static void known_splat_passes(void **state)
{
	struct result result = PLAY("known-splat");

	(void)state;
	assert_int_equal(result.code, 0);
	drop(&result);
}

static void splat_at_power_off(void **state)
{
	struct result result = PLAY("quit-splat");

	(void)state;
	assert_int_equal(result.code, 4);
	assert_contains(result.out, "leaked memory");
	drop(&result);
}

static void refusing(void **state)
{
	struct result result = ctl("run", "--on", "refuses", "--out", "out", "--format", "json",
				   scenario("one"), scenario("two"), NULL);
	json_object *root = parse_json(result.out);

	(void)state;
	assert_int_equal(result.code, 3);
	assert_string_equal(text_at(root, "error"), "the kernel is missing: make it");
	assert_int_equal(json_object_array_length(at(root, "scenarios")), 2);
	assert_string_equal(text_at(scenario_at(root, 1), "status"), "error");
	/* It was tried once. */
	assert_int_equal(assert_all_gone(0), 1);
	json_object_put(root);
	drop(&result);
}

static void resuming(void **state)
{
	struct result result = PLAY("resume", "--verbose");

	(void)state;
	assert_int_equal(result.code, 0);
	drop(&result);
	result = PLAY("reboot");
	assert_int_equal(result.code, 4);
	assert_contains(result.out, "booted again");
	drop(&result);
}

/* Where domain and host share no folder */
static void pictures_that_are_sent(void **state)
{
	struct result result;
	char content[16] = "";
	FILE *file;

	(void)state;
	unlink("out/seen.png");
	result = PLAY("sends");
	assert_int_equal(result.code, 0);
	file = fopen("out/seen.png", "r");
	assert_non_null(file);
	assert_non_null(fgets(content, sizeof(content), file));
	assert_string_equal(content, "seen");
	fclose(file);
	drop(&result);
	unlink("seen.png");
	result = PLAY("sends-elsewhere");
	assert_int_equal(result.code, 3);
	assert_contains(result.out, "whose name is none");
	assert_int_not_equal(access("seen.png", F_OK), 0);
	drop(&result);
}

/* A broken kernel can have no file moved that lies elsewhere. */
static void pictures_from_elsewhere(void **state)
{
	FILE *file = fopen("precious.png", "w");
	struct result result;

	(void)state;
	assert_non_null(file);
	fclose(file);
	result = PLAY("names-elsewhere");
	assert_int_equal(access("precious.png", F_OK), 0);
	assert_int_not_equal(access("out/precious.png", F_OK), 0);
	assert_int_equal(result.code, 3);
	assert_contains(result.out, "none of a picture's names");
	drop(&result);
}

static void seconds_that_are_none(void **state)
{
	struct result result = PLAY("endless-time", "--format", "json");
	json_object *root = parse_json(result.out), *steps = at(scenario_at(root, 0), "steps");

	(void)state;
	assert_int_equal(result.code, 0);
	assert_int_equal(json_object_array_length(steps), 4);
	for (size_t i = 1; i < 4; i++)
		assert_string_equal(text_at(json_object_array_get_idx(steps, i), "seconds"), "0.000");
	json_object_put(root);
	drop(&result);
}

/* A report or log that is not there is not passed over in silence. */
static void evidence_without_room(void **state)
{
	struct result result;

	(void)state;
	mkdir("kept", 0777);
	mkdir("kept/one.txt", 0777);
	mkdir("kept/one.back.log", 0777);
	for (int i = 0; i < 2; i++) {
		result = ctl("run", "--on", "fail", "--out", "kept", "--jobs", i ? "2" : "1",
			     scenario("one"), scenario("two"), NULL);
		assert_int_equal(result.code, 1);
		assert_contains(result.err, "cannot write kept/one.txt: Is a directory");
		assert_contains(result.err, "cannot write kept/one.back.log: Is a directory");
		drop(&result);
	}
}

/* Whoever copies the line has the same scenario, whatever its path is made of. */
static void again_with_blanks(void **state)
{
	struct result result;

	(void)state;
	mkdir("with blanks", 0777);
	assert_int_equal(system("cp scenarios/one.zs 'with blanks/'"), 0);
	result = ctl("run", "--on", "fail", "--out", "out", "with blanks/one.zs", NULL);
	assert_contains(strstr(result.out, "again: "), " 'with blanks/one.zs'\n");
	drop(&result);
}

/* Of a failure they are called after the scenario: the next one's do not replace them. */
static void pictures_of_a_failure(void **state)
{
	struct result result;

	(void)state;
	unlink("out/one.difference.png");
	result = PLAY("sends-failed");
	assert_int_equal(result.code, 1);
	assert_contains(result.out, "difference: out/one.difference.png");
	assert_int_equal(access("out/one.difference.png", R_OK), 0);
	drop(&result);
	result = PLAY("pass");
	assert_int_not_equal(access("out/one.difference.png", R_OK), 0);
	drop(&result);
}

static void nonsense_on_the_record_stream(void **state)
{
	struct result result = PLAY("garbage");

	(void)state;
	assert_int_equal(result.code, 4);
	assert_contains(result.out, "no record");
	assert_null(strchr(result.out, '\x01'));
	drop(&result);
	result = PLAY("strange", "--format", "json");
	assert_int_equal(result.code, 1);
	json_object_put(parse_json(result.out));
	drop(&result);
}

static void much_console_output(void **state)
{
	struct result result = PLAY("chatty", "--keep-logs");
	FILE *log;
	char line[256];
	int lines = 0;

	(void)state;
	assert_int_equal(result.code, 0);
	log = fopen("out/one.back.log", "r");
	assert_non_null(log);
	while (fgets(line, sizeof(line), log))
		lines++;
	fclose(log);
	assert_int_equal(lines, 15001);
	drop(&result);
}

static void write_needing(const char *path, const char *needs)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fprintf(file, "title T\nproves P\nneeds grants %s\nfront: grant fb 8x8 XR24 to=back\n"
		"front: end fb\n", needs);
	fclose(file);
}

/* The process that played the pair of each step, in order. Return: how many there are */
static size_t pairs_of_steps(const char *json, int *pids, size_t most)
{
	static const char begin[] = "\"process ";
	size_t count = 0;

	while (count < most && (json = strstr(json, begin)))
		pids[count++] = atoi(json += strlen(begin));
	return count;
}

/* What ran before it has scattered the memory. Those behind it need not care. */
static void large_on_a_new_pair(void **state)
{
	char *paths[] = { "a.zs", "b.zs", "c.zs", "d.zs", "e.zs" };
	struct result result;
	int pids[16];

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++)
		write_needing(paths[i], i == 2 || i == 3 ? "large" : "");
	result = ctl("run", "--on", "pass", "--out", "out", "--json", paths[0], paths[1], paths[2],
		     paths[3], paths[4], NULL);
	assert_int_equal(result.code, 0);
	assert_int_equal(pairs_of_steps(result.out, pids, COUNT(pids)), 2 * COUNT(paths));
	assert_int_equal(pids[0], pids[2]);
	assert_int_not_equal(pids[2], pids[4]);
	assert_int_not_equal(pids[4], pids[6]);
	assert_int_equal(pids[6], pids[8]);
	drop(&result);
	for (size_t i = 0; i < COUNT(paths); i++)
		unlink(paths[i]);
}

static void write_known(const char *line)
{
	FILE *file = fopen("known.zs", "w");

	assert_non_null(file);
	fprintf(file, "title T\nproves P\n%s\nneeds grants\n"
		"front: grant fb 8x8 XR24 to=back\nback: from-refs buf of=fb\nfront: end fb\n", line);
	fclose(file);
}

#define KNOWN(play, format) \
	ctl("run", "--on", play, "--out", "out", "--format", format, "known.zs", NULL)

/* A failure that was announced is none; a pass then is one. */
static void known_to_fail(void **state)
{
	struct result result;
	json_object *root;

	(void)state;
	write_known("known-to-fail the moon is wrong");
	result = KNOWN("fail", "ktap");
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "\nok 1 known # XFAIL known to fail: the moon is wrong "
			"(grant reference 3 of 4 refused)\n");
	assert_contains(result.out, "pass:0 fail:0 xfail:1 xpass:0 skip:0");
	drop(&result);
	result = KNOWN("fail", "junit");
	assert_contains(result.out, "failures=\"0\" errors=\"0\" skipped=\"1\"");
	assert_contains(result.out, "<skipped type=\"known-failure\" message=\"known to fail: the moon");
	drop(&result);
	result = KNOWN("fail", "pretty");
	assert_contains(result.out, "-- known to fail: the moon is wrong (grant");
	assert_contains(result.out, "0 passed, 0 failed, 0 skipped, 1 known to fail on fail");
	drop(&result);
	/* To hang is to fail, to crash is not. */
	result = ctl("run", "--on", "hang", "--out", "out", "--timeout", "0.5", "known.zs", NULL);
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "no progress");
	drop(&result);
	result = KNOWN("splat", "pretty");
	assert_int_equal(result.code, 4);
	drop(&result);
	result = KNOWN("skip", "ktap");
	assert_contains(result.out, "# SKIP");
	drop(&result);

	result = KNOWN("pass", "ktap");
	assert_int_equal(result.code, 1);
	assert_contains(result.out, "# known.zs:3: known-to-fail the moon is wrong\n");
	assert_contains(result.out, "not ok 1 known\n");
	assert_contains(result.out, "pass:0 fail:0 xfail:0 xpass:1 skip:0");
	drop(&result);
	result = KNOWN("pass", "json");
	root = parse_json(result.out);
	assert_string_equal(text_at(scenario_at(root, 0), "status"), "unexpected-pass");
	assert_int_equal(json_object_get_int(at(at(root, "summary"), "failed")), 1);
	json_object_put(root);
	drop(&result);
	result = KNOWN("pass", "junit");
	assert_contains(result.out, "failures=\"1\" errors=\"0\" skipped=\"0\"");
	assert_contains(result.out, "<failure type=\"unexpected-pass\" message=\"it passed, but");
	drop(&result);
}

static void known_to_fail_elsewhere(void **state)
{
	struct result result;

	(void)state;
	write_known("known-to-fail on fail the moon is wrong");
	result = KNOWN("pass", "ktap");
	assert_int_equal(result.code, 0);
	drop(&result);
	result = KNOWN("fail", "ktap");
	assert_int_equal(result.code, 0);
	drop(&result);
	write_known("known-to-fail on pass the moon is wrong");
	result = KNOWN("fail", "ktap");
	assert_int_equal(result.code, 1);
	drop(&result);
	write_known("known-to-fail on garbgae the moon is wrong");
	result = KNOWN("fail", "ktap");
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "known.zs:3:18: there is no target 'garbgae'; did you mean 'garbage'?");
	drop(&result);
	result = ctl("lint", "known.zs", NULL);
	assert_int_equal(result.code, 2);
	drop(&result);
}

static void junit(void **state)
{
	struct result result = ctl("run", "--on", "mixed", "--out", "out", "--format", "junit",
				   scenarios, NULL);

	(void)state;
	assert_int_equal(result.code, 1);
	assert_contains(result.out, "<testsuite name=\"xen-zcopy\" tests=\"3\" failures=\"1\" errors=\"0\"");
	assert_contains(result.out, "<failure type=\"failed\" message=\"grant reference 3 of 4 refused\">");
	drop(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passing),
		cmocka_unit_test(passing_json),
		cmocka_unit_test(failing),
		cmocka_unit_test(new_pair_after_a_failure),
		cmocka_unit_test(skipping),
		cmocka_unit_test(splats),
		cmocka_unit_test(splat_blames_the_right_one),
		cmocka_unit_test(known_splat_passes),
		cmocka_unit_test(splat_at_power_off),
		cmocka_unit_test(refusing),
		cmocka_unit_test(resuming),
		cmocka_unit_test(pictures_that_are_sent),
		cmocka_unit_test(pictures_from_elsewhere),
		cmocka_unit_test(seconds_that_are_none),
		cmocka_unit_test(evidence_without_room),
		cmocka_unit_test(again_with_blanks),
		cmocka_unit_test(pictures_of_a_failure),
		cmocka_unit_test(nonsense_on_the_record_stream),
		cmocka_unit_test(much_console_output),
		cmocka_unit_test(large_on_a_new_pair),
		cmocka_unit_test(known_to_fail),
		cmocka_unit_test(known_to_fail_elsewhere),
		cmocka_unit_test(junit),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("zcopy-ctl run", tests, NULL, NULL);
}
