// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of verbs for people: `zcopy-ctl help verbs` and the manual. */
#include <stdlib.h>
#include <string.h>

#include "scenario/verbs.h"

static void print_choices(FILE *out, const struct value_spec *spec)
{
	for (size_t i = 0; spec->choices[i]; i++)
		fprintf(out, "%s%s", i ? "|" : "", spec->choices[i]);
}

static void print_value(FILE *out, const struct value_spec *spec)
{
	switch (spec->kind) {
	case VALUE_NEW:
		fputs("NEW", out);
		break;
	case VALUE_BUFFER:
	case VALUE_BUFFER_OR_DASH:
		fputs("BUF", out);
		break;
	case VALUE_SIZE:
		fputs("WxH", out);
		break;
	case VALUE_CHOICE:
		print_choices(out, spec);
		break;
	case VALUE_ROLE:
		fputs("front|back", out);
		break;
	case VALUE_NUMBER:
		fputs("N", out);
		break;
	case VALUE_DURATION:
		fputs("DURATION", out);
		break;
	case VALUE_NAME:
		fputs("NAME", out);
		break;
	case VALUE_JOB:
	case VALUE_FAULT:
	case VALUE_NONE:
		break;
	}
}

void verb_print_usage(FILE *out, const struct verb *verb)
{
	fputs(verb->name, out);
	for (size_t i = 0; i < VERB_MAX_ARGS && verb->args[i].kind; i++)
		fprintf(out, " %s", verb->args[i].name);
	for (size_t i = 0; i < VERB_MAX_OPTIONS && verb->options[i].kind; i++) {
		const struct value_spec *option = &verb->options[i];

		fprintf(out, " %s%s=", option->required ? "" : "[", option->name);
		print_value(out, option);
		fputs(option->required ? "" : "]", out);
	}
}

/* Choices of the arguments, which the usage line only names */
static void print_arguments(FILE *out, const struct verb *verb)
{
	for (size_t i = 0; i < VERB_MAX_ARGS && verb->args[i].kind; i++) {
		if (verb->args[i].kind != VALUE_CHOICE)
			continue;
		fprintf(out, "      %s: ", verb->args[i].name);
		for (size_t k = 0; verb->args[i].choices[k]; k++)
			fprintf(out, "%s%s", k ? " " : "", verb->args[i].choices[k]);
		fputc('\n', out);
	}
}

static void print_actors(FILE *out, const struct verb *verb)
{
	const char *between = "";

	for (enum role role = ROLE_FRONT; role <= ROLE_XEN; role++) {
		if (!(verb->actors & ACTOR(role)))
			continue;
		fprintf(out, "%s%s", between, role_name(role));
		between = ", ";
	}
}

/* Who may say it, where that is not everybody */
static void print_exceptions(FILE *out, const struct verb *verb)
{
	const unsigned int everybody =
		ACTOR(ROLE_FRONT) | ACTOR(ROLE_BACK) | ACTOR(ROLE_OTHER);

	if (verb->actors == everybody || verb->actors == ACTOR(ROLE_XEN))
		return;
	fputs("      only for: ", out);
	print_actors(out, verb);
	fputc('\n', out);
}

void verbs_print_help(FILE *out)
{
	fputs("A step is ACTOR: VERB ... [&JOB] [within DURATION] [expect OUTCOME].\n\n",
	      out);
	for (int xen = 0; xen < 2; xen++) {
		fprintf(out, "%s\n", xen ? "xen:" : "front:, back: and other:");
		for (size_t i = 0; i < nverbs; i++) {
			if (xen != (verbs[i].actors == ACTOR(ROLE_XEN)))
				continue;
			fputs("  ", out);
			verb_print_usage(out, &verbs[i]);
			fprintf(out, "\n      %s\n", verbs[i].help);
			print_exceptions(out, &verbs[i]);
			print_arguments(out, &verbs[i]);
		}
		if (!xen)
			fputs("  join JOB\n      wait for a background job and look at its outcome\n",
			      out);
		fputc('\n', out);
	}
}

/* A bar would end a Markdown table's cell. */
static void print_escaped(FILE *out, const char *text)
{
	for (; *text; text++)
		fprintf(out, *text == '|' ? "\\|" : "%c", *text);
}

void verbs_print_markdown(FILE *out)
{
	fputs("| who | verb | what it does | needs |\n|---|---|---|---|\n", out);
	for (size_t i = 0; i < nverbs; i++) {
		const struct verb *verb = &verbs[i];
		char *usage = NULL;
		size_t size = 0;
		FILE *memory = open_memstream(&usage, &size);

		if (!memory)
			return;
		verb_print_usage(memory, verb);
		fclose(memory);
		fputs("| ", out);
		print_actors(out, verb);
		fputs(" | `", out);
		print_escaped(out, usage);
		fprintf(out, "` | ");
		print_escaped(out, verb->help);
		fprintf(out, " | %s |\n", verb->need ? verb->need : "");
		free(usage);
	}
}
