// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/option-tables.h"
#include "util/memory.h"
#include "util/nearest.h"

/* Those that argp adds to every table */
static const struct argp_option added[] = {
	{ "help", '?', NULL, 0, NULL, 0 }, { "usage", 0, NULL, 0, NULL, 0 }, { 0 },
};
static const struct argp added_argp = { .options = added };

static bool is_end(const struct argp_option *option)
{
	return !option->name && !option->key && !option->doc && !option->group;
}

void options_each(const struct argp *argp,
		  void (*visit)(void *context, const struct argp_option *option), void *context)
{
	for (const struct argp_option *option = argp->options; option && !is_end(option); option++)
		if (option->name || option->key)
			visit(context, option);
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		options_each(child->argp, visit, context);
}

struct finding {
	const char *word;
	size_t length;		/* of its name, without "--" and "=..." */
	const struct argp_option *found;
	bool begun;		/* some option begins like that */
	struct nearest nearest;
};

static bool is_long(const char *word)
{
	return strncmp(word, "--", 2) == 0 && word[2];
}

static void compare(void *context, const struct argp_option *option)
{
	struct finding *finding = context;

	if (finding->word[0] == '-' && finding->word[1] && !finding->word[2] &&
	    finding->word[1] == option->key)
		finding->found = option;
	if (!option->name || !is_long(finding->word) ||
	    strncmp(finding->word + 2, option->name, finding->length) != 0)
		return;
	finding->begun = true;
	if (!option->name[finding->length])
		finding->found = option;
}

static struct finding find(const struct argp *argp, const char *word)
{
	struct finding finding = {
		.word = word, .length = is_long(word) ? strcspn(word + 2, "=") : 0,
	};

	options_each(argp, compare, &finding);
	return finding;
}

const struct argp_option *option_find(const struct argp *argp, const char *word)
{
	return find(argp, word).found;
}

static void offer(void *context, const struct argp_option *option)
{
	if (option->name)
		nearest_offer(context, option->name);
}

static void complain(const struct argp *argp, const char *program, const char *word)
{
	char *name = xstrndup(word + 2, strcspn(word + 2, "="));
	struct nearest nearest = NEAREST(name);

	options_each(argp, offer, &nearest);
	fprintf(stderr, "%s: there is no option '--%s'", program, name);
	if (nearest.word)
		fprintf(stderr, "; did you mean '--%s'?", nearest.word);
	fprintf(stderr, "\nTry '%s --help'.\n", program);
	free(name);
}

bool options_known(const struct argp *argp, char *const *words, bool in_order)
{
	for (char *const *word = words + 1; *word && strcmp(*word, "--") != 0; word++) {
		struct finding finding = find(argp, *word);

		if (in_order && **word != '-')
			break;
		if (is_long(*word) && !finding.begun && !find(&added_argp, *word).begun) {
			complain(argp, words[0], *word);
			return false;
		}
		/* What follows is its value, whatever it looks like. */
		if (finding.found && finding.found->arg && !strchr(*word, '=') && word[1])
			word++;
	}
	return true;
}
