// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "commands.h"
#include "result/record.h"
#include "util/memory.h"

static const char *const verdict_names[] = {
	[VERDICT_PASSED] = "passed",
	[VERDICT_FAILED] = "failed",
	[VERDICT_SKIPPED] = "skipped",
	[VERDICT_CRASHED] = "crashed",
	[VERDICT_TIMEOUT] = "timeout",
	[VERDICT_ERROR] = "error",
	[VERDICT_INTERRUPTED] = "interrupted",
	[VERDICT_KNOWN] = "known-failure",
	[VERDICT_UNEXPECTED] = "unexpected-pass",
};

/* Worst first */
static const struct {
	enum verdict verdict;
	int code;
} exit_codes[] = {
	{ VERDICT_INTERRUPTED, EXIT_INTERRUPTED },
	{ VERDICT_CRASHED, EXIT_KERNEL },
	{ VERDICT_ERROR, EXIT_ENVIRONMENT },
	{ VERDICT_TIMEOUT, EXIT_TIMEOUT },
	{ VERDICT_FAILED, EXIT_FAILED },
	{ VERDICT_UNEXPECTED, EXIT_FAILED },
};

const char *verdict_name(enum verdict verdict)
{
	return verdict_names[verdict];
}

bool verdict_is_bad(enum verdict verdict)
{
	return verdict != VERDICT_PASSED && verdict != VERDICT_SKIPPED && verdict != VERDICT_KNOWN;
}

struct run_summary record_summary(const struct run_record *record)
{
	struct run_summary summary = { 0 };

	for (size_t i = 0; i < record->nscenarios; i++) {
		enum verdict verdict = record->scenarios[i].verdict;

		if (verdict == VERDICT_PASSED)
			summary.passed++;
		else if (verdict == VERDICT_SKIPPED)
			summary.skipped++;
		else if (verdict == VERDICT_KNOWN)
			summary.known++;
		else
			summary.failed++;
		summary.unexpected += verdict == VERDICT_UNEXPECTED;
	}
	return summary;
}

int verdict_exit_code(enum verdict verdict)
{
	for (size_t c = 0; c < sizeof(exit_codes) / sizeof(exit_codes[0]); c++)
		if (exit_codes[c].verdict == verdict)
			return exit_codes[c].code;
	return EXIT_PASSED;
}

int record_exit_code(const struct run_record *record)
{
	for (size_t c = 0; c < sizeof(exit_codes) / sizeof(exit_codes[0]); c++)
		for (size_t i = 0; i < record->nscenarios; i++)
			if (record->scenarios[i].verdict == exit_codes[c].verdict)
				return exit_codes[c].code;
	return record->error ? EXIT_ENVIRONMENT : EXIT_PASSED;
}

char *record_label(const struct scenario_record *scenario)
{
	return scenario->rounds > 1 ?
		xprintf("%s (%u/%u)", scenario->name, scenario->round, scenario->rounds) :
		xstrdup(scenario->name);
}

void record_add_console(struct scenario_record *scenario, const char *who, const char *line)
{
	*GROW(scenario->console, scenario->nconsole) = xprintf("%s: %s", who, line);
}

void record_add_step(struct scenario_record *scenario, struct step_record step)
{
	*GROW(scenario->steps, scenario->nsteps) = step;
}

static void free_strings(char **strings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(strings[i]);
	free(strings);
}

static void scenario_record_finish(struct scenario_record *scenario)
{
	for (size_t i = 0; i < scenario->nsteps; i++) {
		free(scenario->steps[i].text);
		free(scenario->steps[i].status);
		free(scenario->steps[i].message);
	}
	free(scenario->steps);
	for (size_t i = 0; i < scenario->npictures; i++) {
		free(scenario->pictures[i].kind);
		free(scenario->pictures[i].path);
	}
	free(scenario->pictures);
	free_strings(scenario->console, scenario->nconsole);
	free_strings(scenario->logs, scenario->nlogs);
	free(scenario->name);
	free(scenario->stem);
	free(scenario->path);
	free(scenario->title);
	free(scenario->message);
	free(scenario->line_text);
	free(scenario->rerun);
	free(scenario->gdb);
}

void record_finish(struct run_record *record)
{
	for (size_t i = 0; i < record->nscenarios; i++)
		scenario_record_finish(&record->scenarios[i]);
	free(record->scenarios);
	free(record->target);
	free(record->kernel);
	free(record->error);
	*record = (struct run_record){ 0 };
}
