// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "host/tags.h"
#include "util/memory.h"
#include "util/nearest.h"

static const struct argp_option options[] = {
	{ "tags", 'T', "TAG[,TAG...]", 0,
	  "Only scenarios with one of these tags, and with none written as '!TAG'; given twice, both must be met", 0 },
	{ 0 }
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct tag_choice *choice = state->input;

	if (key != 'T')
		return ARGP_ERR_UNKNOWN;
	if (!argument[strspn(argument, "!,")])
		argp_error(state, "--tags takes the names of tags, not '%s'", argument);
	*GROW(choice->lists, choice->nlists) = argument;
	return 0;
}

const struct argp tags_argp = { .options = options, .parser = parse_option };

static bool has_tag(const struct scenario *scenario, const char *tag)
{
	for (size_t i = 0; i < scenario->ntags; i++)
		if (strcmp(scenario->tags[i], tag) == 0)
			return true;
	return false;
}

/* A tag that no scenario has is a typo, unless it is only to be left out. */
static char *judge_tag(const struct scenario_files *files, const char *tag, bool leave_out)
{
	struct nearest nearest = NEAREST(tag);
	char hint[80];

	for (size_t i = 0; i < files->count; i++) {
		const struct scenario *scenario = files->items[i].scenario;

		if (!scenario)
			continue;
		if (has_tag(scenario, tag))
			return NULL;
		for (size_t k = 0; k < scenario->ntags; k++)
			nearest_offer(&nearest, scenario->tags[k]);
	}
	if (leave_out && !nearest.word)
		return NULL;
	return xprintf("none of these scenarios has the tag '%s'%s ('zcopy-ctl list' shows tags)",
		       tag, nearest_hint(&nearest, hint, sizeof(hint)));
}

/* Calls @look for each word of the list until it says false */
static bool each_word(const char *list, bool (*look)(void *context, const char *tag, bool leave_out),
		      void *context)
{
	char *copy = xstrdup(list), *rest = copy, *word;
	bool on = true;

	while (on && (word = strsep(&rest, ","))) {
		bool leave_out = *word == '!';

		if (word[leave_out])
			on = look(context, word + leave_out, leave_out);
	}
	free(copy);
	return on;
}

struct judging {
	const struct scenario_files *files;
	char *error;
};

static bool judge_word(void *context, const char *tag, bool leave_out)
{
	struct judging *judging = context;

	judging->error = judge_tag(judging->files, tag, leave_out);
	return !judging->error;
}

struct matching {
	const struct scenario *scenario;
	bool asks, meets;	/* a tag is asked for; the scenario has one that is */
};

static bool match_word(void *context, const char *tag, bool leave_out)
{
	struct matching *matching = context;
	bool has = has_tag(matching->scenario, tag);

	if (leave_out)
		return !has;
	matching->asks = true;
	matching->meets |= has;
	return true;
}

static bool chosen(const struct tag_choice *choice, const struct scenario *scenario)
{
	for (size_t i = 0; scenario && i < choice->nlists; i++) {
		struct matching matching = { .scenario = scenario };

		if (!each_word(choice->lists[i], match_word, &matching) ||
		    (matching.asks && !matching.meets))
			return false;
	}
	return true;
}

char *tags_choose(const struct tag_choice *choice, struct scenario_files *files)
{
	struct judging judging = { .files = files };

	for (size_t i = 0; i < choice->nlists; i++)
		if (!each_word(choice->lists[i], judge_word, &judging))
			return judging.error;
	if (choice->nlists == 0)
		return NULL;
	for (size_t i = files->count; i-- > 0;)
		if (!chosen(choice, files->items[i].scenario))
			files_drop(files, i);
	return files->count ? NULL : xstrdup("no scenario is left by --tags");
}

void tags_finish(struct tag_choice *choice)
{
	free(choice->lists);
}
