// SPDX-License-Identifier: GPL-2.0-or-later
/* One step: ACTOR: VERB ARG... [KEY=VALUE...] [&JOB] [within D] [expect E] */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/errnos.h"
#include "scenario/faults.h"
#include "scenario/step.h"
#include "scenario/values.h"
#include "scenario/verbs.h"
#include "util/memory.h"
#include "util/nearest.h"

#define NAME_MAX_LENGTH 32

struct reader {
	const struct words *words;
	size_t next;
	struct step *step;
	struct complaints *complaints;
};

#define COMPLAIN(reader, column, ...) do {				\
		complain((reader)->complaints, (reader)->step->line,	\
			 column, __VA_ARGS__);				\
		(reader)->step->broken = true;				\
	} while (0)

bool is_name(const char *text)
{
	size_t i;

	if (!isalpha((unsigned char)text[0]))
		return false;
	for (i = 1; text[i]; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '-' && text[i] != '_')
			return false;
	return i <= NAME_MAX_LENGTH;
}

/* Where the line ends, for "something is missing" */
static unsigned int end_column(const struct words *words)
{
	const struct word *last = &words->items[words->count - 1];

	return last->column + strlen(last->text);
}

static bool is_tail(const char *text)
{
	return text[0] == '&' || strcmp(text, "within") == 0 ||
	       strcmp(text, "expect") == 0;
}

/* KEY=VALUE; an operator such as ">=" is none, its key is no word. */
static bool is_option(const char *text)
{
	size_t key = strspn(text, "abcdefghijklmnopqrstuvwxyz_-");

	return key > 0 && text[key] == '=';
}

static void wrong_choice(struct reader *reader, const struct value_spec *spec,
			 const char *text, unsigned int column)
{
	struct nearest nearest = NEAREST(text);
	char list[256], hint[80];
	size_t used = 0;

	for (size_t i = 0; spec->choices[i] && used < sizeof(list); i++)
		used += snprintf(list + used, sizeof(list) - used, "%s%s",
				 i ? ", " : "", spec->choices[i]);
	nearest_offer_all(&nearest, spec->choices);
	COMPLAIN(reader, column, "expected %s (one of %s), found '%s'%s",
		 spec->name, list, text, nearest_hint(&nearest, hint, sizeof(hint)));
}

static void check_value(struct reader *reader, const struct value_spec *spec,
			const char *text, unsigned int column)
{
	static const char *const roles[] = { "front", "back", NULL };
	struct nearest nearest = NEAREST(text);
	uint32_t width, height;
	uint64_t number;
	char hint[80];

	switch (spec->kind) {
	case VALUE_NONE:
	case VALUE_FAULT:
		return;
	case VALUE_BUFFER_OR_DASH:
		if (strcmp(text, "-") == 0)
			return;
		/* fallthrough */
	case VALUE_NEW:
	case VALUE_BUFFER:
	case VALUE_NAME:
	case VALUE_JOB:
		if (!is_name(text))
			COMPLAIN(reader, column,
				 "expected a name (a letter, then letters, digits, '-', '_', at most %d), found '%s'",
				 NAME_MAX_LENGTH, text);
		return;
	case VALUE_SIZE:
		if (!value_size(text, &width, &height))
			COMPLAIN(reader, column,
				 "expected a size such as 1920x1080, found '%s'", text);
		return;
	case VALUE_NUMBER:
		if (!value_number(text, &number))
			COMPLAIN(reader, column,
				 "expected a number, decimal or 0x..., found '%s'", text);
		return;
	case VALUE_DURATION:
		if (!value_duration(text, &width))
			COMPLAIN(reader, column,
				 "expected a duration such as 200ms or 5s, or 'forever', found '%s'",
				 text);
		return;
	case VALUE_ROLE:
		if (strcmp(text, roles[0]) == 0 || strcmp(text, roles[1]) == 0)
			return;
		nearest_offer_all(&nearest, roles);
		COMPLAIN(reader, column, "expected front or back, found '%s'%s",
			 text, nearest_hint(&nearest, hint, sizeof(hint)));
		return;
	case VALUE_CHOICE:
		for (size_t i = 0; spec->choices[i]; i++)
			if (strcmp(spec->choices[i], text) == 0)
				return;
		wrong_choice(reader, spec, text, column);
		return;
	}
}

static void add_argument(struct step *step, char *text, unsigned int column)
{
	step->columns = xrealloc(step->columns, step->nargs + 1, sizeof(*step->columns));
	step->columns[step->nargs] = column;
	*GROW(step->args, step->nargs) = text;
}

/* Everything up to the tail is the fault's command, as one argument. */
static void read_fault(struct reader *reader)
{
	size_t first = reader->next, count = 0;
	const struct word *words = reader->words->items;
	char *text = xstrdup("");

	while (reader->next < reader->words->count &&
	       !is_tail(words[reader->next].text)) {
		char *longer = xprintf("%s%s%s", text, count ? " " : "",
				       words[reader->next].text);

		free(text);
		text = longer;
		reader->next++;
		count++;
	}
	if (count == 0) {
		COMPLAIN(reader, end_column(reader->words),
			 "expected a fault command (map, eagain, unmap, maptrack, clear)");
		free(text);
		return;
	}
	add_argument(reader->step, text, words[first].column);
}

static void read_option(struct reader *reader, const struct word *word)
{
	const struct verb *verb = reader->step->verb;
	size_t length = strchr(word->text, '=') - word->text;
	char *key = xstrndup(word->text, length);
	const char *value = word->text + length + 1;
	struct nearest nearest = NEAREST(key);
	const struct value_spec *spec = NULL;
	char hint[80];

	for (size_t i = 0; i < VERB_MAX_OPTIONS && verb->options[i].name; i++) {
		if (strcmp(verb->options[i].name, key) == 0)
			spec = &verb->options[i];
		nearest_offer(&nearest, verb->options[i].name);
	}
	if (!spec) {
		COMPLAIN(reader, word->column, "'%s' has no option '%s'%s", verb->name,
			 key, nearest_hint(&nearest, hint, sizeof(hint)));
		free(key);
		return;
	}
	if (step_option(reader->step, key))
		COMPLAIN(reader, word->column, "'%s=' is given twice", key);
	check_value(reader, spec, value, word->column + length + 1);
	*GROW(reader->step->options, reader->step->noptions) = (struct option_value){
		.key = key,
		.value = xstrdup(value),
		.column = word->column,
	};
}

/* A word too many is often one of the tail's, or an option that lacks its '='. */
static void one_too_many(struct reader *reader, const struct word *word)
{
	const struct verb *verb = reader->step->verb;
	struct nearest nearest = NEAREST(word->text);
	char keys[VERB_MAX_OPTIONS][32], hint[80];

	nearest_offer(&nearest, "within");
	nearest_offer(&nearest, "expect");
	for (size_t i = 0; i < VERB_MAX_OPTIONS && verb->options[i].name; i++) {
		snprintf(keys[i], sizeof(keys[i]), "%s=", verb->options[i].name);
		nearest_offer(&nearest, keys[i]);
	}
	COMPLAIN(reader, word->column, "'%s' takes no more arguments, found '%s'%s",
		 verb->name, word->text, nearest_hint(&nearest, hint, sizeof(hint)));
}

/* Arguments and options, up to the tail */
static void read_arguments(struct reader *reader)
{
	const struct verb *verb = reader->step->verb;
	const struct value_spec *specs = verb->args;
	bool complained = false;

	while (reader->next < reader->words->count) {
		const struct word *word = &reader->words->items[reader->next];
		size_t at = reader->step->nargs;
		bool room = at < VERB_MAX_ARGS && specs[at].kind != VALUE_NONE;

		if (is_tail(word->text))
			break;
		if (room && specs[at].kind == VALUE_FAULT) {
			read_fault(reader);
			break;
		}
		reader->next++;
		if (is_option(word->text)) {
			read_option(reader, word);
		} else if (word->text[0] == '#') {
			COMPLAIN(reader, word->column,
				 "a comment stands on a line of its own");
			reader->next = reader->words->count;
		} else if (room) {
			check_value(reader, &specs[at], word->text, word->column);
			add_argument(reader->step, xstrdup(word->text), word->column);
		} else if (!complained) {
			complained = true;
			one_too_many(reader, word);
		}
	}
	if (specs[0].kind == VALUE_FAULT && reader->step->nargs == 0 &&
	    !reader->step->broken)
		read_fault(reader);
	if (reader->step->nargs < VERB_MAX_ARGS &&
	    specs[reader->step->nargs].kind != VALUE_NONE && !reader->step->broken)
		COMPLAIN(reader, end_column(reader->words), "'%s' lacks %s", verb->name,
			 specs[reader->step->nargs].name);
	for (size_t i = 0; i < VERB_MAX_OPTIONS && verb->options[i].name; i++)
		if (verb->options[i].required && !reader->step->broken &&
		    !step_option(reader->step, verb->options[i].name))
			COMPLAIN(reader, end_column(reader->words), "'%s' lacks %s=",
				 verb->name, verb->options[i].name);
}

static void read_within(struct reader *reader, const struct word *word)
{
	uint32_t milliseconds;

	if (!value_duration(word->text, &milliseconds) ||
	    milliseconds == 0 || milliseconds == UINT32_MAX) {
		COMPLAIN(reader, word->column,
			 "expected a duration such as 200ms or 5s, found '%s'", word->text);
		return;
	}
	if (reader->step->within_ms)
		COMPLAIN(reader, word->column, "'within' is given twice");
	reader->step->within_ms = milliseconds;
}

/* One of the outcomes between the bars. Return: false when enough was said of them. */
static bool read_outcome(struct reader *reader, const char *text, unsigned int column)
{
	struct nearest nearest = NEAREST(text);
	struct step *step = reader->step;
	int error = errno_from_name(text);
	char hint[80];

	if (error < 0) {
		errnos_offer(&nearest);
		COMPLAIN(reader, column,
			 "expected 'ok' or the name of an errno, found '%s'%s", text,
			 nearest_hint(&nearest, hint, sizeof(hint)));
		return false;
	}
	if (step->nexpect == OUTCOMES_MAX) {
		COMPLAIN(reader, column, "more than %d outcomes", OUTCOMES_MAX);
		return false;
	}
	step->expect[step->nexpect++] = error;
	return true;
}

static void read_expect(struct reader *reader, const struct word *word, bool *seen)
{
	const char *start = word->text;

	if (*seen)
		COMPLAIN(reader, word->column, "'expect' is given twice");
	*seen = true;
	reader->step->nexpect = 0;
	for (;;) {
		size_t length = strcspn(start, "|");
		char *outcome = xstrndup(start, length);
		bool good = read_outcome(reader, outcome, word->column + (start - word->text));

		free(outcome);
		if (!good || start[length] == '\0')
			return;
		start += length + 1;
	}
}

static void read_job(struct reader *reader, const struct word *word)
{
	if (reader->step->kind == STEP_JOIN)
		COMPLAIN(reader, word->column, "'join' does not run in the background");
	else if (reader->step->job)
		COMPLAIN(reader, word->column, "a step is one background job");
	else if (!is_name(word->text + 1))
		COMPLAIN(reader, word->column, "expected a job's name behind '&', found '%s'",
			 word->text);
	else {
		reader->step->job = xstrdup(word->text + 1);
		reader->step->job_column = word->column;
	}
}

static void read_tail(struct reader *reader)
{
	static const char *const tails[] = { "within", "expect", NULL };
	const struct words *words = reader->words;
	unsigned int outcome = 0;
	bool expected = false;

	while (reader->next < words->count) {
		const struct word *word = &words->items[reader->next++];
		struct nearest nearest = NEAREST(word->text);
		char hint[80];

		if (word->text[0] == '&') {
			read_job(reader, word);
			continue;
		}
		if (!is_tail(word->text)) {
			nearest_offer_all(&nearest, tails);
			COMPLAIN(reader, word->column,
				 "expected &JOB, 'within' or 'expect', found '%s'%s", word->text,
				 nearest_hint(&nearest, hint, sizeof(hint)));
			return;
		}
		if (reader->next == words->count) {
			COMPLAIN(reader, end_column(words),
				 "expected %s behind '%s'",
				 word->text[0] == 'w' ? "a duration" : "an outcome", word->text);
			return;
		}
		outcome = word->column;
		if (word->text[0] == 'w')
			read_within(reader, &words->items[reader->next++]);
		else
			read_expect(reader, &words->items[reader->next++], &expected);
	}
	if (reader->step->job && reader->step->kind == STEP_VERB && outcome)
		COMPLAIN(reader, outcome,
			 "what comes of a background job is said where it is joined: '%s: join %s within ... expect ...'",
			 role_name(reader->step->role), reader->step->job);
}

static void read_join(struct reader *reader)
{
	const struct words *words = reader->words;

	reader->step->kind = STEP_JOIN;
	if (reader->next == words->count || is_tail(words->items[reader->next].text)) {
		COMPLAIN(reader, end_column(words), "expected the job's name behind 'join'");
	} else {
		const struct word *word = &words->items[reader->next++];

		if (is_name(word->text))
			reader->step->job = xstrdup(word->text);
		else
			COMPLAIN(reader, word->column, "expected a job's name, found '%s'",
				 word->text);
		reader->step->job_column = word->column;
	}
	read_tail(reader);
}

static void unknown_verb(struct reader *reader, const struct word *word)
{
	struct nearest nearest = NEAREST(word->text);
	char hint[80];

	for (size_t i = 0; i < nverbs; i++)
		if (verbs[i].actors & ACTOR(reader->step->role))
			nearest_offer(&nearest, verbs[i].name);
	nearest_offer(&nearest, "join");
	/* Or else one that is somebody else's */
	for (size_t i = 0; i < nverbs && !nearest.word; i++)
		nearest_offer(&nearest, verbs[i].name);
	COMPLAIN(reader, word->column, "there is no verb '%s'%s%s", word->text,
		 nearest_hint(&nearest, hint, sizeof(hint)),
		 nearest.word ? "" : " ('zcopy-ctl help verbs' lists them)");
}

static void wrong_actor(struct reader *reader, const struct word *word,
			const struct verb *verb)
{
	char who[64] = "";
	size_t used = 0;

	for (enum role role = ROLE_FRONT; role <= ROLE_XEN; role++)
		if (verb->actors & ACTOR(role))
			used += snprintf(who + used, sizeof(who) - used, "%s%s:",
					 used ? " or " : "", role_name(role));
	COMPLAIN(reader, word->column, "'%s' is for %s, not for %s:", verb->name, who,
		 role_name(reader->step->role));
}

static bool read_actor(struct reader *reader)
{
	static const char *const roles[] = { "front:", "back:", "other:", "xen:", NULL };
	const struct word *word = &reader->words->items[0];
	struct nearest nearest = NEAREST(word->text);
	char hint[80];

	reader->next = 1;
	for (enum role role = ROLE_FRONT; role <= ROLE_XEN; role++) {
		if (strcmp(roles[role], word->text) == 0) {
			reader->step->role = role;
			return true;
		}
	}
	nearest_offer_all(&nearest, roles);
	COMPLAIN(reader, word->column,
		 "expected an actor (front:, back:, other:, xen:), found '%s'%s", word->text,
		 nearest_hint(&nearest, hint, sizeof(hint)));
	return false;
}

static void read_verb(struct reader *reader)
{
	const struct word *word = &reader->words->items[reader->next++];
	const struct verb *verb = verb_find(word->text);

	if (strcmp(word->text, "join") == 0) {
		read_join(reader);
		return;
	}
	if (!verb) {
		unknown_verb(reader, word);
		return;
	}
	reader->step->verb = verb;
	if (!(verb->actors & ACTOR(reader->step->role)))
		wrong_actor(reader, word, verb);
	size_t first = reader->next;

	read_arguments(reader);
	read_tail(reader);
	/* A scenario may try a bad command on purpose, and then says so. */
	if (verb->id == VERB_FAULT && reader->step->nargs == 1 &&
	    step_must_succeed(reader->step)) {
		size_t before = reader->complaints->count;
		size_t count = 0;

		while (first + count < reader->words->count &&
		       !is_tail(reader->words->items[first + count].text))
			count++;
		fault_check(reader->words->items + first, count,
			    reader->step->line, reader->complaints);
		if (reader->complaints->count > before)
			reader->step->broken = true;
	}
}

struct step step_parse(const struct words *words, unsigned int line,
		       struct complaints *complaints)
{
	struct step step = {
		.kind = STEP_VERB,
		.line = line,
		.text = xstrdup(words->line),
	};
	struct reader reader = {
		.words = words, .step = &step, .complaints = complaints,
	};

	if (!read_actor(&reader))
		return step;
	if (words->count < 2)
		COMPLAIN(&reader, end_column(words), "expected a verb behind '%s'",
			 words->items[0].text);
	else
		read_verb(&reader);
	return step;
}

void step_finish(struct step *step)
{
	for (size_t i = 0; i < step->nargs; i++)
		free(step->args[i]);
	for (size_t i = 0; i < step->noptions; i++) {
		free(step->options[i].key);
		free(step->options[i].value);
	}
	for (size_t i = 0; i < step->nbody; i++)
		step_finish(&step->body[i]);
	free(step->text);
	free(step->args);
	free(step->columns);
	free(step->options);
	free(step->job);
	free(step->body);
}
