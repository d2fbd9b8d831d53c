// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's test protocol, version 1: one result line for each scenario. */
#include <stdlib.h>

#include "result/printer.h"
#include "util/plain.h"

static void diagnostic(FILE *out, const char *prefix, const char *text)
{
	fputs("# ", out);
	fputs(prefix, out);
	print_plain(out, text);
	fputc('\n', out);
}

static void ktap_begin(FILE *out, const struct print_options *options, size_t total)
{
	(void)options;
	fprintf(out, "KTAP version 1\n1..%zu\n", total);
	fflush(out);
}

static void ktap_scenario(FILE *out, const struct print_options *options,
			  const struct run_record *record, size_t index)
{
	const struct scenario_record *scenario = &record->scenarios[index];
	bool bad = verdict_is_bad(scenario->verdict);
	char *label = record_label(scenario);

	if (options->verbose)
		for (size_t i = 0; i < scenario->nsteps; i++)
			diagnostic(out, scenario->steps[i].status[0] == 'f' ? "failed: " : "",
				   scenario->steps[i].text);
	if (bad) {
		diagnostic(out, "verdict: ", verdict_name(scenario->verdict));
		if (scenario->line) {
			fprintf(out, "# %s:%u: ", scenario->path, scenario->line);
			print_plain(out, scenario->line_text ? scenario->line_text : "");
			fputc('\n', out);
		}
		if (scenario->message)
			diagnostic(out, "", scenario->message);
		for (size_t i = 0; i < scenario->nconsole; i++)
			diagnostic(out, "| ", scenario->console[i]);
		for (size_t i = 0; i < scenario->nlogs; i++)
			diagnostic(out, "log: ", scenario->logs[i]);
		for (size_t i = 0; i < scenario->npictures; i++) {
			fprintf(out, "# %s: ", scenario->pictures[i].kind);
			print_plain(out, scenario->pictures[i].path);
			fputc('\n', out);
		}
		if (scenario->rerun)
			diagnostic(out, "again: ", scenario->rerun);
		if (scenario->gdb)
			diagnostic(out, "gdb: ", scenario->gdb);
	}
	fprintf(out, "%s %zu %s", bad ? "not ok" : "ok", index + 1, label);
	free(label);
	if (scenario->verdict == VERDICT_SKIPPED) {
		fputs(" # SKIP ", out);
		print_plain(out, scenario->message ? scenario->message : "");
	}
	/* As kselftest has it: a failure that was expected is ok. */
	if (scenario->verdict == VERDICT_KNOWN) {
		fputs(" # XFAIL ", out);
		print_plain(out, scenario->message);
	}
	fputc('\n', out);
	fflush(out);
}

static void ktap_end(FILE *out, const struct print_options *options,
		     const struct run_record *record)
{
	struct run_summary summary = record_summary(record);

	(void)options;
	if (record->error) {
		fputs("Bail out! ", out);
		print_plain(out, record->error);
		fputc('\n', out);
	}
	if (record->shuffled)
		fprintf(out, "# in the order of --shuffle %llu\n",
			(unsigned long long)record->shuffle);
	fprintf(out, "# Totals: pass:%u fail:%u xfail:%u xpass:%u skip:%u error:%d\n",
		summary.passed, summary.failed - summary.unexpected, summary.known,
		summary.unexpected, summary.skipped, record->error ? 1 : 0);
	fflush(out);
}

const struct printer ktap_printer = {
	.name = "ktap", .begin = ktap_begin, .scenario = ktap_scenario, .end = ktap_end,
};
