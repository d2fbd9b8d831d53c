// SPDX-License-Identifier: GPL-2.0-or-later
/* What must hold of every text that calls itself a scenario */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/steps.h"
#include "scenario/variants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(condition) do {							\
		if (!(condition)) {						\
			fprintf(stderr, "parser.c:%d: does not hold: %s\n",	\
				__LINE__, #condition);				\
			abort();						\
		}								\
	} while (0)

static unsigned int count_lines(const char *text, size_t length)
{
	unsigned int lines = 1;

	for (size_t i = 0; i < length; i++)
		lines += text[i] == '\n';
	return lines;
}

/* The reader is sent to places that are there. */
static void check_complaints(const struct complaints *complaints, const char *text, size_t length)
{
	unsigned int lines = count_lines(text, length);

	HOLDS(complaints->count > 0);
	for (size_t i = 0; i < complaints->count; i++) {
		const struct complaint *complaint = &complaints->items[i];

		HOLDS(complaint->line >= 1 && complaint->line <= lines);
		HOLDS(complaint->column >= 1 && complaint->column <= length + 1);
		HOLDS(complaint->message && complaint->message[0]);
		HOLDS(i == 0 || complaint[-1].line <= complaint->line);
	}
}

static size_t count_steps(const struct step *steps, size_t count)
{
	size_t all = count;

	for (size_t i = 0; i < count; i++) {
		HOLDS(steps[i].line > 0 && steps[i].text);
		HOLDS(!steps[i].broken);
		HOLDS(steps[i].kind != STEP_VERB || steps[i].verb);
		HOLDS(steps[i].kind != STEP_JOIN || steps[i].job);
		HOLDS((steps[i].nbody > 0) ==
		      (steps[i].kind == STEP_REPEAT || steps[i].kind == STEP_PARALLEL));
		all += count_steps(steps[i].body, steps[i].nbody);
	}
	return all;
}

/* Of a file's variants; the rest differ from them in values alone. */
#define VARIANTS_CHECKED 8

/* The domains get the variant's text and read it again. */
static void check_variant(const struct variant *variant, unsigned int lines)
{
	const struct scenario *scenario = variant->scenario;
	struct complaints complaints;
	struct scenario *again = scenario_parse("fuzz.zs", variant->text, variant->length,
						&complaints);

	HOLDS(again && complaints.count == 0);
	/* A death at every step adds lines behind the file's own */
	HOLDS(count_lines(variant->text, variant->length) >= lines);
	HOLDS(scenario->title && scenario->nproves > 0 && scenario->nsteps > 0);
	HOLDS(count_steps(again->steps, again->nsteps) ==
	      count_steps(scenario->steps, scenario->nsteps));
	HOLDS(steps_longest(scenario->steps, scenario->nsteps) >= 0);
	HOLDS(steps_behind(scenario->steps, scenario->nsteps, 0));
	HOLDS(!steps_behind(scenario->steps, scenario->nsteps,
			    count_lines(variant->text, variant->length)));
	scenario_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Exactly as large as it is, so that one byte too far is seen */
	char *text = malloc(size ? size : 1);
	struct complaints complaints;
	struct variants variants;

	memcpy(text, data, size);
	if (variants_parse("fuzz.zs", text, size, &variants, &complaints)) {
		HOLDS(complaints.count == 0 && variants.count > 0);
		HOLDS(variants.count <= VARIANTS_MAX);
		for (size_t i = 0; i < variants.count && i < VARIANTS_CHECKED; i++)
			check_variant(&variants.items[i], count_lines(text, size));
	} else {
		HOLDS(variants.count == 0);
		check_complaints(&complaints, text, size);
	}
	variants_finish(&variants);
	complaints_clear(&complaints);
	free(text);
	return 0;
}
