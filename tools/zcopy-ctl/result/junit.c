// SPDX-License-Identifier: GPL-2.0-or-later
/* JUnit's XML, as Jenkins and GitLab read it. */
#include <stdlib.h>

#include "result/printer.h"
#include "util/utf8.h"

/* XML 1.0 has no way at all to write most control characters. */
static void escaped(FILE *out, const char *text)
{
	char *clean = utf8_clean(text);

	for (const char *p = clean; *p; p++) {
		unsigned char c = *p;

		switch (c) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\n':
			fputs("&#10;", out);
			break;
		default:
			fputc(c < ' ' && c != '\t' ? '?' : c, out);
		}
	}
	free(clean);
}

static void attribute(FILE *out, const char *name, const char *text)
{
	fprintf(out, " %s=\"", name);
	escaped(out, text ? text : "");
	fputc('"', out);
}

static void print_details(FILE *out, const struct scenario_record *scenario)
{
	if (scenario->line) {
		escaped(out, scenario->path);
		fprintf(out, ":%u: ", scenario->line);
		escaped(out, scenario->line_text ? scenario->line_text : "");
		fputc('\n', out);
	}
	for (size_t i = 0; i < scenario->nconsole; i++) {
		escaped(out, scenario->console[i]);
		fputc('\n', out);
	}
	for (size_t i = 0; i < scenario->npictures; i++) {
		fprintf(out, "%s: ", scenario->pictures[i].kind);
		escaped(out, scenario->pictures[i].path);
		fputc('\n', out);
	}
	if (scenario->rerun) {
		fputs("again: ", out);
		escaped(out, scenario->rerun);
		fputc('\n', out);
	}
	if (scenario->gdb) {
		fputs("gdb: ", out);
		escaped(out, scenario->gdb);
		fputc('\n', out);
	}
}

/* What came out otherwise than it should; whoever could not tell is an error. */
static bool is_failure(enum verdict verdict)
{
	return verdict == VERDICT_FAILED || verdict == VERDICT_UNEXPECTED;
}

/* JUnit has no word for a known failure: it is skipped, with a type of its own. */
static void print_case(FILE *out, const struct scenario_record *scenario, const char *target)
{
	const char *element = is_failure(scenario->verdict) ? "failure" : "error";
	char *label = record_label(scenario);

	fputs("    <testcase", out);
	attribute(out, "name", label);
	free(label);
	attribute(out, "classname", target);
	attribute(out, "file", scenario->path);
	fprintf(out, " time=\"%.3f\">\n", scenario->seconds);
	if (scenario->verdict == VERDICT_SKIPPED) {
		fputs("      <skipped", out);
		attribute(out, "message", scenario->message);
		fputs("/>\n", out);
	} else if (scenario->verdict == VERDICT_KNOWN) {
		fputs("      <skipped", out);
		attribute(out, "type", verdict_name(scenario->verdict));
		attribute(out, "message", scenario->message);
		fputs("/>\n", out);
	} else if (scenario->verdict != VERDICT_PASSED) {
		fprintf(out, "      <%s", element);
		attribute(out, "type", verdict_name(scenario->verdict));
		attribute(out, "message", scenario->message);
		fputc('>', out);
		print_details(out, scenario);
		fprintf(out, "</%s>\n", element);
	}
	fputs("    </testcase>\n", out);
}

static void junit_end(FILE *out, const struct print_options *options,
		      const struct run_record *record)
{
	struct run_summary summary = record_summary(record);
	unsigned int failures = 0;

	(void)options;
	for (size_t i = 0; i < record->nscenarios; i++)
		failures += is_failure(record->scenarios[i].verdict);
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite", out);
	attribute(out, "name", "xen-zcopy");
	fprintf(out, " tests=\"%zu\" failures=\"%u\" errors=\"%u\" skipped=\"%u\" time=\"%.3f\">\n",
		record->nscenarios, failures, summary.failed - failures,
		summary.skipped + summary.known,
		record->seconds);
	fputs("    <properties>\n", out);
	fputs("      <property name=\"target\"", out);
	attribute(out, "value", record->target);
	fputs("/>\n      <property name=\"kernel\"", out);
	attribute(out, "value", record->kernel);
	fputs("/>\n    </properties>\n", out);
	for (size_t i = 0; i < record->nscenarios; i++)
		print_case(out, &record->scenarios[i], record->target);
	if (record->error) {
		fputs("    <system-err>", out);
		escaped(out, record->error);
		fputs("</system-err>\n", out);
	}
	fputs("  </testsuite>\n</testsuites>\n", out);
	fflush(out);
}

const struct printer junit_printer = { .name = "junit", .end = junit_end };
