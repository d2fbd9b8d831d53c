// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The written grammar against the parser: it is the program's own, every line
 * that it allows is read, and every line of the scenarios is of it.
 */
#include "test.h"

#include "ctl.h"
#include "ebnf.h"
#include "host/files.h"
#include "scenario/step.h"
#include "scenario/verbs.h"
#include "util/memory.h"

#define ROUNDS	8000

static char *grammar_text;
static struct ebnf *grammar;

static int load(void **state)
{
	char *path = xprintf("%s/../../../scenarios/grammar.ebnf", scenarios);
	FILE *file = fopen(path, "r");

	(void)state;
	free(path);
	if (!file)
		return -1;
	grammar_text = xalloc(1 << 16);
	if (fread(grammar_text, 1, (1 << 16) - 1, file) == 0)
		return -1;
	fclose(file);
	grammar = ebnf_parse(grammar_text);
	return grammar ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	if (grammar)
		ebnf_free(grammar);
	free(grammar_text);
	return 0;
}

static void is_the_programs_own(void **state)
{
	struct result result = ctl("help", "grammar", NULL);

	(void)state;
	assert_int_equal(result.code, 0);
	/* The file ends with its line, what was captured does not. */
	if (strncmp(grammar_text, result.out, strlen(result.out)) != 0 ||
	    strcmp(grammar_text + strlen(result.out), "\n") != 0)
		fail_msg("scenarios/grammar.ebnf is old: zcopy-ctl help grammar >scenarios/grammar.ebnf");
	drop(&result);
}

/* One derived line, read as a step; every verb has to come up. */
static void steps_are_read(void **state)
{
	bool *seen = xalloc(nverbs * sizeof(*seen));
	unsigned int joins = 0;
	char line[300];

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		struct complaints complaints = { 0 };
		struct words words;
		struct step step;

		if (!ebnf_derive(grammar, "step", line, sizeof(line)))
			continue;
		words_split(&words, line, strlen(line));
		step = step_parse(&words, 1, &complaints);
		if (complaints.count > 0)
			fail_msg("the grammar allows: %s\nthe parser says: %s", line,
				 complaints.items[0].message);
		if (step.verb)
			seen[step.verb->id] = true;
		joins += step.kind == STEP_JOIN;
		if (!ebnf_matches(grammar, "step", line))
			fail_msg("derived, but not recognized: %s", line);
		step_finish(&step);
		words_finish(&words);
		complaints_clear(&complaints);
	}
	for (size_t i = 0; i < nverbs; i++)
		if (!seen[i])
			fail_msg("no derived step says '%s'", verbs[i].name);
	assert_true(joins > 0);
	free(seen);
}

static void headers_are_read(void **state)
{
	char line[300], text[600];
	int titles = 0;

	(void)state;
	for (int i = 0; i < ROUNDS / 4; i++) {
		struct complaints complaints;
		struct scenario *scenario;

		if (!ebnf_derive(grammar, "header", line, sizeof(line)))
			continue;
		titles += strncmp(line, "title", 5) == 0;
		snprintf(text, sizeof(text), "%s\nproves P\n%s\nneeds display\nback: hide\n",
			 strncmp(line, "title", 5) == 0 ? "tags a" : "title T", line);
		scenario = scenario_parse("x.zs", text, strlen(text), &complaints);
		if (!scenario)
			fail_msg("the grammar allows: %s\nthe parser says: %s", line,
				 complaints.items[0].message);
		scenario_free(scenario);
		complaints_clear(&complaints);
	}
	assert_true(titles > 0);
}

/* What the parser refuses is not of the grammar either. */
static void wrong_lines_are_not(void **state)
{
	static const char *const wrong[] = {
		"front:", "front: grant fb 8x8", "frnt: hide", "back: hide extra", "back: hidee",
		"back: hide expect", "back: hide expect ENONE", "back: hide within 0ms",
		"back: hide &j expect ok", "back: hide & j", "back: join", "back: join 1j",
		"xen: hide", "front: kill back", "xen: kill xen", "back: close b part=all part=fd",
		"back: wait-free b timeout= 1s", "back: wait-free b timeout=1", "xen: fault",
		"xen: fault map nth=1", "back: until grants - == 5", "back: until grants -= 5",
		"front: grant fb 8 XR24 to=back", "front:grant fb 8x8 XR24 to=back", "back: draw b",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct complaints complaints = { 0 };
		struct words words;
		struct step step;

		if (ebnf_matches(grammar, "step", wrong[i]))
			fail_msg("the grammar allows: %s", wrong[i]);
		words_split(&words, wrong[i], strlen(wrong[i]));
		step = step_parse(&words, 1, &complaints);
		if (complaints.count == 0)
			fail_msg("the parser allows: %s", wrong[i]);
		step_finish(&step);
		words_finish(&words);
		complaints_clear(&complaints);
	}
	assert_true(ebnf_matches(grammar, "step", "front: grant fb 8x8 XR24 to=back access=ro expect ok"));
	assert_true(ebnf_matches(grammar, "step", "back:  until  grants - >= 0x5   within 5s "));
}

/* Its parts in the order of the grammar */
static char *in_order(const struct step *step)
{
	char *line = xprintf("%s: %s", role_name(step->role), step->verb ? step->verb->name : "join");
	char *parts[VERB_MAX_ARGS + VERB_MAX_OPTIONS + 3];
	size_t count = 0;

	for (size_t i = 0; i < step->nargs; i++)
		parts[count++] = xstrdup(step->args[i]);
	for (size_t i = 0; step->verb && i < VERB_MAX_OPTIONS && step->verb->options[i].kind; i++) {
		const char *key = step->verb->options[i].name, *value = step_option(step, key);

		if (value)
			parts[count++] = xprintf("%s=%s", key, value);
	}
	if (step->job)
		parts[count++] = xprintf("%s%s", step->verb ? "&" : "", step->job);
	if (step->within_ms)
		parts[count++] = xprintf("within %ums", step->within_ms);
	for (unsigned int i = 0; i < step->nexpect; i++) {
		char *before = i ? parts[--count] : xstrdup("expect ");

		parts[count++] = xprintf("%s%s%s", before, i ? "|" : "",
					 errno_to_name(step->expect[i]));
		free(before);
	}
	for (size_t i = 0; i < count; i++) {
		char *longer = xprintf("%s %s", line, parts[i]);

		free(parts[i]);
		free(line);
		line = longer;
	}
	return line;
}

static void check_steps(const struct step *steps, size_t count, const char *path, size_t *seen)
{
	for (size_t i = 0; i < count; i++) {
		check_steps(steps[i].body, steps[i].nbody, path, seen);
		if (steps[i].kind == STEP_REPEAT || steps[i].kind == STEP_PARALLEL)
			continue;
		/* Nonsense for the hypervisor, on purpose */
		if (steps[i].verb && steps[i].verb->id == VERB_FAULT && !step_must_succeed(&steps[i]))
			continue;
		char *line = in_order(&steps[i]);

		(*seen)++;
		if (!ebnf_matches(grammar, "step", line))
			fail_msg("%s:%u is not of the grammar: %s", path, steps[i].line, line);
		free(line);
	}
}

static void scenarios_are_of_it(void **state)
{
	char *paths[] = { xprintf("%s/../../../scenarios", scenarios) };
	struct scenario_files files;
	size_t seen = 0;

	(void)state;
	files_load(&files, paths, 1);
	assert_null(files.error);
	for (size_t i = 0; i < files.count; i++)
		if (files.items[i].scenario)
			check_steps(files.items[i].scenario->steps, files.items[i].scenario->nsteps,
				    files.items[i].path, &seen);
	assert_true(seen > 100);
	files_finish(&files);
	free(paths[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_programs_own),
		cmocka_unit_test(steps_are_read),
		cmocka_unit_test(headers_are_read),
		cmocka_unit_test(wrong_lines_are_not),
		cmocka_unit_test(scenarios_are_of_it),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("zcopy-ctl grammar", tests, load, unload);
}
