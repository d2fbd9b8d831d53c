// SPDX-License-Identifier: GPL-2.0-or-later
/* For people at a terminal: a line for each scenario, everything for a bad one. */
#include <stdlib.h>
#include <string.h>

#include "result/printer.h"
#include "util/plain.h"

#define GREEN	"\033[32m"
#define RED	"\033[31m"
#define YELLOW	"\033[33m"
#define BOLD	"\033[1m"
#define RESET	"\033[0m"

static const char *colour(const struct print_options *options, const char *code)
{
	return options->colour ? code : "";
}

static void print_line(FILE *out, const char *prefix, const char *text)
{
	fputs(prefix, out);
	print_plain(out, text);
	fputc('\n', out);
}

static const char *verdict_colour(enum verdict verdict)
{
	if (verdict == VERDICT_PASSED)
		return GREEN;
	return verdict == VERDICT_SKIPPED || verdict == VERDICT_KNOWN ? YELLOW : RED;
}

static void print_steps(FILE *out, const struct print_options *options,
			const struct scenario_record *scenario)
{
	for (size_t i = 0; i < scenario->nsteps; i++) {
		const struct step_record *step = &scenario->steps[i];
		bool bad = strcmp(step->status, "failed") == 0;

		fprintf(out, "    %4u  %s%-8s%s %7.3f s  ", step->line,
			colour(options, bad ? RED : GREEN), step->status,
			colour(options, RESET), step->seconds);
		print_plain(out, step->text);
		/* The reason of a failure is told once, below. */
		if (step->message && !(bad && scenario->message &&
				       strcmp(step->message, scenario->message) == 0)) {
			fputs("  -- ", out);
			print_plain(out, step->message);
		}
		fputc('\n', out);
	}
}

static void print_failure(FILE *out, const struct print_options *options,
			  const struct scenario_record *scenario)
{
	if (scenario->line) {
		fprintf(out, "  %s", colour(options, BOLD));
		print_plain(out, scenario->path);
		fprintf(out, ":%u:%s ", scenario->line, colour(options, RESET));
		print_line(out, "", scenario->line_text ? scenario->line_text : "");
	}
	if (scenario->message)
		print_line(out, "  ", scenario->message);
	if (scenario->nconsole > 0)
		fputs("  kernel log:\n", out);
	for (size_t i = 0; i < scenario->nconsole; i++)
		print_line(out, "    ", scenario->console[i]);
	for (size_t i = 0; i < scenario->nlogs; i++)
		print_line(out, "  log: ", scenario->logs[i]);
}

static void pretty_scenario(FILE *out, const struct print_options *options,
			    const struct run_record *record, size_t index)
{
	const struct scenario_record *scenario = &record->scenarios[index];
	bool bad = verdict_is_bad(scenario->verdict);
	char *label = record_label(scenario);

	fprintf(out, "%s%-7s%s %s  (%.2f s)  ", colour(options, verdict_colour(scenario->verdict)),
		verdict_name(scenario->verdict), colour(options, RESET), label,
		scenario->seconds);
	free(label);
	print_plain(out, scenario->title);
	if (!bad && scenario->verdict != VERDICT_PASSED && scenario->message) {
		fputs("  -- ", out);
		print_plain(out, scenario->message);
	}
	fputc('\n', out);
	if (options->verbose || bad)
		print_steps(out, options, scenario);
	if (bad)
		print_failure(out, options, scenario);
	if (options->verbose || bad)
		for (size_t i = 0; i < scenario->npictures; i++) {
			fputs("  ", out);
			print_plain(out, scenario->pictures[i].kind);
			print_line(out, ": ", scenario->pictures[i].path);
		}
	if (bad && scenario->rerun)
		print_line(out, "  again: ", scenario->rerun);
	if (bad && scenario->gdb)
		print_line(out, "  gdb: ", scenario->gdb);
	fflush(out);
}

/* The last scan-out that was saved is what people want to look at. */
static const char *last_scanout(const struct run_record *record)
{
	const char *path = NULL;

	for (size_t i = 0; i < record->nscenarios; i++)
		for (size_t k = 0; k < record->scenarios[i].npictures; k++)
			if (strcmp(record->scenarios[i].pictures[k].kind, "scanout") == 0)
				path = record->scenarios[i].pictures[k].path;
	return path;
}

/* What was run more than once, and did not always pass */
static void print_repeated(FILE *out, const struct run_record *record)
{
	for (size_t i = 0; i < record->nscenarios; i++) {
		const struct scenario_record *scenario = &record->scenarios[i];
		unsigned int bad = 0, all = 0;
		bool first = true;

		if (scenario->rounds < 2)
			return;
		for (size_t k = 0; k < record->nscenarios; k++) {
			if (strcmp(record->scenarios[k].path, scenario->path) != 0 ||
			    strcmp(record->scenarios[k].name, scenario->name) != 0)
				continue;
			first &= k >= i;
			all++;
			bad += verdict_is_bad(record->scenarios[k].verdict);
		}
		if (first && bad > 0)
			fprintf(out, "%s: %u of %u failed\n", scenario->name, bad, all);
	}
}

static bool is_skipped_for(const struct scenario_record *scenario, const char *reason)
{
	return scenario->verdict == VERDICT_SKIPPED && scenario->message &&
	       strcmp(scenario->message, reason) == 0;
}

/* Names, those of variants once with their number */
static void print_names_of(FILE *out, const struct run_record *record, const char *reason)
{
	const char *before = "";

	for (size_t i = 0; i < record->nscenarios; i++) {
		const struct scenario_record *scenario = &record->scenarios[i];
		int length = strcspn(scenario->name, "[");
		unsigned int count = 0;

		if (!is_skipped_for(scenario, reason) || strcmp(scenario->path, before) == 0)
			continue;
		for (size_t k = 0; k < record->nscenarios; k++)
			count += is_skipped_for(&record->scenarios[k], reason) &&
				strcmp(record->scenarios[k].path, scenario->path) == 0;
		fprintf(out, "%s%.*s", *before ? ", " : "", length, scenario->name);
		if (count > 1)
			fprintf(out, " (%u)", count);
		before = scenario->path;
	}
}

/* A line for each reason: what a target cannot do is the same for many. */
static void print_skipped(FILE *out, const struct run_record *record)
{
	for (size_t i = 0; i < record->nscenarios; i++) {
		const struct scenario_record *scenario = &record->scenarios[i];
		bool told = scenario->verdict != VERDICT_SKIPPED || !scenario->message;

		for (size_t k = 0; k < i && !told; k++)
			told = is_skipped_for(&record->scenarios[k], scenario->message);
		if (told)
			continue;
		fputs("skipped: ", out);
		print_names_of(out, record, scenario->message);
		print_line(out, " -- ", scenario->message);
	}
}

static void pretty_end(FILE *out, const struct print_options *options,
		       const struct run_record *record)
{
	struct run_summary summary = record_summary(record);
	const char *picture = last_scanout(record);

	if (record->error) {
		fprintf(out, "%serror:%s ", colour(options, RED), colour(options, RESET));
		print_line(out, "", record->error);
	}
	print_repeated(out, record);
	print_skipped(out, record);
	fprintf(out, "%s%u passed, %u failed, %u skipped",
		colour(options, summary.failed || record->error ? RED : GREEN), summary.passed,
		summary.failed, summary.skipped);
	if (summary.known)
		fprintf(out, ", %u known to fail", summary.known);
	fprintf(out, "%s on ", colour(options, RESET));
	print_plain(out, record->target);
	fprintf(out, " (%s kernel) in %.2f s", record->kernel ? record->kernel : "default",
		record->seconds);
	if (record->not_run)
		fprintf(out, ", %zu not run", record->not_run);
	if (record->shuffled)
		fprintf(out, ", in the order of --shuffle %llu",
			(unsigned long long)record->shuffle);
	fputc('\n', out);
	if (picture)
		print_line(out, "picture: ", picture);
	fflush(out);
}

const struct printer pretty_printer = {
	.name = "pretty", .scenario = pretty_scenario, .end = pretty_end,
};
