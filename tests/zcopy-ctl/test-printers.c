// SPDX-License-Identifier: GPL-2.0-or-later
/* The printers on records that are empty, ordinary and hostile */
#include <json-c/json.h>

#include "test.h"

#include "commands.h"
#include "result/printer.h"
#include "util/memory.h"
#include "util/utf8.h"

static const struct printer *const all_printers[] = {
	&pretty_printer, &ktap_printer, &junit_printer, &json_printer,
};

static char *print(const struct printer *printer, const struct run_record *record, bool colour)
{
	struct print_options options = { .colour = colour };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	if (printer->begin)
		printer->begin(out, &options, record->nscenarios);
	for (size_t i = 0; printer->scenario && i < record->nscenarios; i++)
		printer->scenario(out, &options, record, i);
	printer->end(out, &options, record);
	fclose(out);
	return text;
}

static struct scenario_record *add(struct run_record *record, const char *name, enum verdict verdict)
{
	struct scenario_record *scenario = GROW(record->scenarios, record->nscenarios);

	*scenario = (struct scenario_record){
		.name = xstrdup(name), .path = xprintf("scenarios/%s.zs", name),
		.title = xstrdup("A title"), .verdict = verdict, .seconds = 0.5,
		.rerun = xprintf("zcopy-ctl run scenarios/%s.zs", name),
	};
	return scenario;
}

static struct run_record ordinary(void)
{
	struct run_record record = {
		.target = xstrdup("uml"), .kernel = xstrdup("fast"), .seconds = 1.25,
	};
	struct scenario_record *scenario;

	add(&record, "good", VERDICT_PASSED);
	scenario = add(&record, "bad", VERDICT_FAILED);
	scenario->line = 7;
	scenario->line_text = xstrdup("back: show fb");
	scenario->message = xstrdup("pixel 3,4 is 0x00ff00, expected 0xff0000");
	record_add_console(scenario, "back", "a line of the kernel");
	*GROW(scenario->pictures, scenario->npictures) = (struct picture_record){
		xstrdup("difference"), xstrdup("out/bad-difference.png"),
	};
	record_add_step(scenario, (struct step_record){
		.index = 0, .line = 7, .text = xstrdup("back: show fb"),
		.status = xstrdup("failed"), .seconds = 0.125, .message = NULL,
	});
	scenario = add(&record, "left-out", VERDICT_SKIPPED);
	scenario->message = xstrdup("target uml does not offer 'hdmi'");
	return record;
}

/* Everything a broken kernel could put into a record */
static const char evil[] = "<&\"'>]]> \x01\x1b[31m \xff\xc3 \\ \n# not ok 1\r\t%s%n";

static struct run_record hostile(void)
{
	struct run_record record = { .target = xstrdup(evil), .kernel = NULL, .error = xstrdup(evil) };
	struct scenario_record *scenario = add(&record, "evil", VERDICT_CRASHED);

	free(scenario->title);
	scenario->title = xstrdup(evil);
	scenario->message = xstrdup(evil);
	scenario->line = 1;
	scenario->line_text = xstrdup(evil);
	record_add_console(scenario, "front", evil);
	*GROW(scenario->pictures, scenario->npictures) = (struct picture_record){
		xstrdup("scanout"), xstrdup(evil),
	};
	record_add_step(scenario, (struct step_record){
		.text = xstrdup(evil), .status = xstrdup("failed"), .message = xstrdup(evil),
	});
	return record;
}

static void pretty(void **state)
{
	struct run_record record = ordinary();
	char *text = print(&pretty_printer, &record, false);

	(void)state;
	assert_contains(text, "passed  good  (0.50 s)  A title\n");
	assert_contains(text, "  scenarios/bad.zs:7: back: show fb\n"
			"  pixel 3,4 is 0x00ff00, expected 0xff0000\n"
			"  kernel log:\n    back: a line of the kernel\n");
	assert_contains(text, "difference: out/bad-difference.png");
	assert_contains(text, "again: zcopy-ctl run scenarios/bad.zs");
	assert_contains(text, "skipped left-out  (0.50 s)  A title  -- target uml does not offer");
	assert_contains(text, "1 passed, 1 failed, 1 skipped on uml (fast kernel) in 1.25 s\n");
	assert_null(strchr(text, '\033'));
	free(text);
	text = print(&pretty_printer, &record, true);
	assert_contains(text, "\033[31mfailed ");
	free(text);
	record_finish(&record);
}

static void ktap(void **state)
{
	struct run_record record = ordinary();
	char *text = print(&ktap_printer, &record, true);

	(void)state;
	assert_string_equal(text,
		"KTAP version 1\n1..3\nok 1 good\n"
		"# verdict: failed\n# scenarios/bad.zs:7: back: show fb\n"
		"# pixel 3,4 is 0x00ff00, expected 0xff0000\n# | back: a line of the kernel\n"
		"# difference: out/bad-difference.png\n# again: zcopy-ctl run scenarios/bad.zs\n"
		"not ok 2 bad\nok 3 left-out # SKIP target uml does not offer 'hdmi'\n"
		"# Totals: pass:1 fail:1 xfail:0 xpass:0 skip:1 error:0\n");
	free(text);
	record_finish(&record);
}

static void json(void **state)
{
	static const char *const keys[] = {
		"name", "path", "title", "round", "rounds", "status", "seconds", "message", "line", "text", "steps",
		"pictures", "console", "logs", "rerun", "gdb",
	};
	struct run_record record = ordinary();
	char *text = print(&json_printer, &record, false);
	json_object *root = json_tokener_parse(text), *scenarios;

	(void)state;
	assert_non_null(root);
	scenarios = json_object_object_get(root, "scenarios");
	assert_int_equal(json_object_array_length(scenarios), 3);
	/* The same keys in every case: readers need not ask. */
	for (size_t i = 0; i < 3; i++) {
		json_object *one = json_object_array_get_idx(scenarios, i);

		assert_int_equal(json_object_object_length(one), COUNT(keys));
		for (size_t k = 0; k < COUNT(keys); k++)
			assert_true(json_object_object_get_ex(one, keys[k], NULL));
	}
	assert_contains(text, "\"seconds\": 1.250");
	json_object_put(root);
	free(text);
	record_finish(&record);
}

/* Well-formed enough: no bare '&', '<' only where an element begins or ends. */
static void check_xml(const char *text)
{
	int depth = 0;

	for (const char *p = text; *p; p++) {
		assert_true((unsigned char)*p >= ' ' || *p == '\n' || *p == '\t');
		if (*p == '&')
			assert_true(strncmp(p, "&lt;", 4) == 0 || strncmp(p, "&gt;", 4) == 0 ||
				    strncmp(p, "&amp;", 5) == 0 || strncmp(p, "&quot;", 6) == 0 ||
				    strncmp(p, "&#10;", 5) == 0);
		if (*p != '<')
			continue;
		const char *end = strchr(p, '>');

		assert_non_null(end);
		if (p[1] == '/')
			depth--;
		else if (p[1] != '?' && end[-1] != '/')
			depth++;
		assert_true(depth >= 0);
	}
	assert_int_equal(depth, 0);
}

static void junit(void **state)
{
	struct run_record record = ordinary();
	char *text = print(&junit_printer, &record, false);

	(void)state;
	check_xml(text);
	assert_contains(text, "tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"1.250\"");
	assert_contains(text, "<failure type=\"failed\" message=\"pixel 3,4");
	assert_contains(text, "<skipped message=\"target uml does not offer");
	free(text);
	record_finish(&record);
}

static void empty(void **state)
{
	struct run_record record = { .target = xstrdup("uml") };
	json_object *root;
	char *text;

	(void)state;
	for (size_t i = 0; i < COUNT(all_printers); i++) {
		text = print(all_printers[i], &record, false);
		assert_true(text[0] != '\0');
		free(text);
	}
	text = print(&json_printer, &record, false);
	root = json_tokener_parse(text);
	assert_int_equal(json_object_array_length(json_object_object_get(root, "scenarios")), 0);
	json_object_put(root);
	free(text);
	text = print(&junit_printer, &record, false);
	check_xml(text);
	free(text);
	record_finish(&record);
}

static void check_utf8(const char *text)
{
	char *clean = utf8_clean(text);

	assert_string_equal(clean, text);
	free(clean);
}

static void hostile_text(void **state)
{
	struct run_record record = hostile();
	json_object *root;
	char *text;

	(void)state;
	text = print(&json_printer, &record, false);
	root = json_tokener_parse(text);
	assert_non_null(root);
	json_object_put(root);
	check_utf8(text);
	free(text);
	text = print(&junit_printer, &record, false);
	check_xml(text);
	check_utf8(text);
	free(text);
	/* Nothing plays with the terminal, nothing begins a result line of its own. */
	text = print(&pretty_printer, &record, false);
	assert_null(strchr(text, '\033'));
	assert_null(strchr(text, '\r'));
	free(text);
	text = print(&ktap_printer, &record, false);
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!*line)
			break;
		assert_true(*line == '#' || strncmp(line, "KTAP", 4) == 0 ||
			    strncmp(line, "1..1", 4) == 0 || strncmp(line, "not ok 1 evil", 13) == 0 ||
			    strncmp(line, "Bail out! ", 10) == 0);
	}
	free(text);
	record_finish(&record);
}

static void exit_codes(void **state)
{
	static const struct {
		enum verdict verdicts[3];
		int code;
	} cases[] = {
		{ { VERDICT_PASSED, VERDICT_PASSED, VERDICT_SKIPPED }, EXIT_PASSED },
		{ { VERDICT_PASSED, VERDICT_FAILED, VERDICT_SKIPPED }, EXIT_FAILED },
		{ { VERDICT_TIMEOUT, VERDICT_FAILED, VERDICT_PASSED }, EXIT_TIMEOUT },
		{ { VERDICT_TIMEOUT, VERDICT_FAILED, VERDICT_CRASHED }, EXIT_KERNEL },
		{ { VERDICT_ERROR, VERDICT_TIMEOUT, VERDICT_FAILED }, EXIT_ENVIRONMENT },
		{ { VERDICT_CRASHED, VERDICT_ERROR, VERDICT_ERROR }, EXIT_KERNEL },
		{ { VERDICT_CRASHED, VERDICT_INTERRUPTED, VERDICT_PASSED }, EXIT_INTERRUPTED },
	};
	struct run_record none = { .error = xstrdup("nothing is here") };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run_record record = { 0 };

		for (size_t k = 0; k < 3; k++)
			add(&record, "x", cases[i].verdicts[k]);
		assert_int_equal(record_exit_code(&record), cases[i].code);
		record_finish(&record);
	}
	assert_int_equal(record_exit_code(&none), EXIT_ENVIRONMENT);
	record_finish(&none);
}

/* What a target cannot do is told once, with all that it keeps from running. */
static void skips(void **state)
{
	static const char *const names[] = { "one", "two[1]", "two[2]", "three", "four" };
	struct run_record record = { .target = xstrdup("uml") };
	char *text;

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct scenario_record *scenario = add(&record, names[i], VERDICT_SKIPPED);

		if (i == 2) {
			free(scenario->path);
			scenario->path = xstrdup(record.scenarios[1].path);
		}
		scenario->message = xstrdup(i == 3 ? "no screen" : "nobody to kill");
	}
	text = print(&pretty_printer, &record, false);
	/* Each reason once, behind the last scenario's own line */
	assert_contains(text, "  A title  -- nobody to kill\nskipped: one, two (2), four -- nobody to kill\n"
			"skipped: three -- no screen\n0 passed");
	free(text);
	record_finish(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(skips),
		cmocka_unit_test(pretty),
		cmocka_unit_test(ktap),
		cmocka_unit_test(json),
		cmocka_unit_test(junit),
		cmocka_unit_test(empty),
		cmocka_unit_test(hostile_text),
		cmocka_unit_test(exit_codes),
	};

	return cmocka_run_group_tests_name("zcopy-ctl printers", tests, NULL, NULL);
}
