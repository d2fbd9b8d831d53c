// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/kills.h"
#include "scenario/verbs.h"
#include "util/memory.h"
#include "util/nearest.h"

static const char *const roles[] = { "front", "back", NULL };

static bool is_step(const char *line, size_t length)
{
	struct words words;
	const char *first;
	bool step;

	words_split(&words, line, length);
	first = words.count > 0 ? words.items[0].text : "";
	step = first[0] && first[0] != '#' && first[strlen(first) - 1] == ':';
	words_finish(&words);
	return step;
}

/* Who dies between two steps has to find what came of the first one settled. */
static void check_line(const char *line, size_t length, unsigned int number,
		       struct complaints *complaints)
{
	static const char *const refused[] = { "repeat", "parallel", "other:", "xen:" };
	struct words words;
	const struct word *wrong = NULL;

	words_split(&words, line, length);
	for (size_t i = 0; i < 4 && words.count > 0; i++)
		if (strcmp(words.items[0].text, refused[i]) == 0)
			wrong = &words.items[0];
	for (size_t i = 1; i < words.count && is_step(line, length); i++)
		if (words.items[i].text[0] == '&')
			wrong = &words.items[i];
	if (wrong)
		complain(complaints, number, wrong->column,
			 "with '" KILLS_WORD "' every line is a single step of front or back, found '%s'",
			 wrong->text);
	words_finish(&words);
}

static void check_lines(const char *text, size_t length, struct complaints *complaints)
{
	unsigned int line = 0;

	for (size_t start = 0; start < length; ) {
		const char *end = memchr(text + start, '\n', length - start);
		size_t stop = end ? (size_t)(end - text) : length;

		check_line(text + start, stop - start, ++line, complaints);
		start = stop + 1;
	}
}

static void add_values(struct axis *axis, const char *role, const char *text, size_t length)
{
	unsigned int line = 0;

	for (size_t start = 0; start < length; ) {
		const char *end = memchr(text + start, '\n', length - start);
		size_t stop = end ? (size_t)(end - text) : length;

		line++;
		if (is_step(text + start, stop - start))
			*GROW(axis->values, axis->nvalues) = (struct word){
				.text = xprintf("%s@%u", role, line), .column = 1,
			};
		start = stop + 1;
	}
}

void kills_read(struct axis *axis, const struct words *words, const char *text, size_t length,
		struct complaints *complaints)
{
	char hint[80];

	axis->kills = axis->varies = true;
	/* No line can use a variable without a name. */
	*GROW(axis->names, axis->nnames) = (struct word){ .text = xstrdup(""), .column = 1 };
	for (size_t i = 1; i < words->count; i++) {
		const struct word *word = &words->items[i];
		struct nearest nearest = NEAREST(word->text);
		bool twice = false;

		for (size_t k = 1; k < i; k++)
			twice |= strcmp(words->items[k].text, word->text) == 0;
		if (strcmp(word->text, roles[0]) != 0 && strcmp(word->text, roles[1]) != 0) {
			nearest_offer_all(&nearest, roles);
			complain(complaints, axis->line, word->column,
				 "expected front or back, found '%s'%s", word->text,
				 nearest_hint(&nearest, hint, sizeof(hint)));
		} else if (twice) {
			complain(complaints, axis->line, word->column, "'%s' is given twice",
				 word->text);
		} else {
			add_values(axis, word->text, text, length);
		}
	}
	check_lines(text, length, complaints);
	if (axis->nvalues == 0 && complaints->count == 0)
		complain(complaints, axis->line, 1, "there are no steps");
}

static enum role role_of(const char *value)
{
	return strncmp(value, "front@", 6) == 0 ? ROLE_FRONT : ROLE_BACK;
}

const char *kills_need(const char *value)
{
	return role_of(value) == ROLE_FRONT ? "needs kill" : "needs kill-back";
}

/* A buffer of the survivor's that it holds at some point */
struct held {
	const char *name;
	enum verb_id made_by;
	bool shown;
};

struct holdings {
	struct held *items;
	size_t count;
};

static void let_go(struct holdings *held, const char *name)
{
	for (size_t i = 0; i < held->count; i++)
		if (strcmp(held->items[i].name, name) == 0)
			held->items[i].name = "";
}

static void show(struct holdings *held, const char *name)
{
	for (size_t i = 0; i < held->count; i++)
		held->items[i].shown = name && strcmp(held->items[i].name, name) == 0;
}

/* What one step of the survivor's changes */
static void follow(struct holdings *held, const struct step *step)
{
	const char *part = step_option(step, "part");

	if (!step_expects(step, 0))
		return;
	if (step->verb->id == VERB_SHOW)
		show(held, step->args[0]);
	else if (step->verb->id == VERB_HIDE)
		show(held, NULL);
	/* What is closed in part is held, and closing all of it is the end of the rest */
	else if (step->verb->releases && (!part || strcmp(part, "all") == 0))
		let_go(held, step->args[0]);
	else if (step->verb->args[0].kind == VALUE_NEW)
		*GROW(held->items, held->count) = (struct held){
			.name = step->args[0], .made_by = step->verb->id,
		};
}

/* The last made goes first */
static void print_releases(FILE *out, const struct holdings *held, enum role role)
{
	const char *who = role_name(role);

	for (size_t i = 0; i < held->count; i++)
		if (held->items[i].shown)
			fprintf(out, "%s: hide\n", who);
	for (size_t i = held->count; i-- > 0;) {
		const struct held *one = &held->items[i];

		if (!one->name[0])
			continue;
		switch (one->made_by) {
		case VERB_GRANT:
			fprintf(out, "%s: end %s\n", who, one->name);
			break;
		case VERB_MAP:
			fprintf(out, "%s: unmap %s\n", who, one->name);
			break;
		case VERB_FROM_REFS:
			fprintf(out, "%s: close %s\n%s: wait-free %s\n", who, one->name, who,
				one->name);
			break;
		default:
			fprintf(out, "%s: close %s\n", who, one->name);
		}
	}
}

static void print_death(FILE *out, const struct scenario *scenario, enum role dead,
			unsigned int line)
{
	enum role alive = dead == ROLE_FRONT ? ROLE_BACK : ROLE_FRONT;
	struct holdings held = { 0 };

	for (size_t i = 0; i < scenario->nsteps && scenario->steps[i].line <= line; i++)
		if (scenario->steps[i].role == alive)
			follow(&held, &scenario->steps[i]);
	fprintf(out, "xen: kill %s\n", role_name(dead));
	print_releases(out, &held, alive);
	free(held.items);
	if (dead == ROLE_FRONT)
		fputs("back: until mapped_buffers - = 0\n"
		      "back: until granted_buffers - = 0\n"
		      "back: until maps - = 0\n"
		      "xen: start front\n", out);
	else
		fputs("front: until maps - = 0\n"
		      "front: until grants - = 0\n", out);
}

/*
 * The file's lines that are steps up to @last, and all others but steps, each in
 * its place; or the steps alone.
 */
static void print_lines(FILE *out, const char *text, size_t length, unsigned int last,
			bool steps_alone)
{
	unsigned int line = 0;

	for (size_t start = 0; start < length; ) {
		const char *end = memchr(text + start, '\n', length - start);
		size_t size = (end ? (size_t)(end - text) : length) - start;
		bool step = is_step(text + start, size);

		line++;
		if (steps_alone ? step : !step || line <= last)
			fwrite(text + start, 1, size, out);
		if (!steps_alone || step)
			fputc('\n', out);
		start += size + 1;
	}
}

char *kills_expand(const char *path, char *text, size_t *length, const char *value)
{
	unsigned int line = strtoul(strchr(value, '@') + 1, NULL, 10);
	struct complaints complaints = { 0 };
	struct scenario *scenario = scenario_parse(path, text, *length, &complaints);
	size_t size;
	char *made;
	FILE *out;

	complaints_clear(&complaints);
	out = scenario ? open_memstream(&made, &size) : NULL;
	if (!out) {
		scenario_free(scenario);
		return text;
	}
	print_lines(out, text, *length, line, false);
	print_death(out, scenario, role_of(value), line);
	print_lines(out, text, *length, line, true);
	fclose(out);
	scenario_free(scenario);
	free(text);
	*length = size;
	return made;
}
