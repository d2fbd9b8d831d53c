// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * zcopy-ctl complete WORD...: what may stand where the last word does, for the shells'
 * completions. The words are those behind "zcopy-ctl". Made of the same tables that
 * parse them; a line for each candidate, with a tab and what it is for where that is
 * known. A line that begins with a colon asks the shell for files:
 *
 *	:scenarios	*.zs and folders
 *	:folders	folders
 *	:files		any file
 *	:command	a program and its arguments; from the word whose number follows on
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "host/files.h"
#include "host/option-tables.h"
#include "host/options.h"
#include "host/where.h"
#include "result/printer.h"
#include "target/targets.h"
#include "util/memory.h"

struct completing {
	const struct command *command;
	char **words;		/* the command's, from its own name on */
	int count;
	const char *word;	/* what is typed of the one that is wanted */
	const char *prefix;	/* stands before each candidate: "--on=", or "" */
};

static void offer(const struct completing *completing, const char *candidate, const char *about)
{
	if (strncmp(candidate, completing->word, strlen(completing->word)) != 0)
		return;
	printf("%s%s", completing->prefix, candidate);
	if (about)
		printf("\t%s", about);
	putchar('\n');
}

static void offer_all(const struct completing *completing, const char *const *candidates)
{
	for (; *candidates; candidates++)
		offer(completing, *candidates, NULL);
}

/* --- options ------------------------------------------------------------------------ */

static void offer_option(void *context, const struct argp_option *option)
{
	char *text;

	if (!option->name)
		return;
	text = xprintf("--%s%s", option->name, option->arg ? "=" : "");
	offer(context, text, option->doc);
	free(text);
}

/* What was given for the option, in one word or in two; NULL: nothing */
static const char *value_given(const struct completing *completing, const char *name)
{
	const struct argp_option *wanted = option_find(completing->command->argp, name);

	for (int i = 1; wanted && i + 1 < completing->count; i++) {
		const char *word = completing->words[i];

		if (option_find(completing->command->argp, word) != wanted)
			continue;
		return strchr(word, '=') ? strchr(word, '=') + 1 : completing->words[i + 1];
	}
	return NULL;
}

/* --- values of options ------------------------------------------------------------------ */

static void offer_targets(const struct completing *completing)
{
	struct targets targets;

	targets_load(&targets);
	for (size_t i = 0; i < targets.count; i++)
		offer(completing, targets.items[i].name, NULL);
	targets_finish(&targets);
}

static void offer_kernels(const struct completing *completing)
{
	const char *name = value_given(completing, "--on");
	const struct target *target;
	struct targets targets;
	char *error = NULL;

	targets_load(&targets);
	target = targets_find(&targets, name ? name : WHERE_TARGET, &error);
	for (size_t i = 0; target && i < target->nkernels; i++)
		offer(completing, target->kernels[i].name, target->kernels[i].built ? NULL : "not built");
	free(error);
	targets_finish(&targets);
}

static void offer_formats(const struct completing *completing)
{
	offer_all(completing, printer_names);
}

static void offer_roles(const struct completing *completing)
{
	static const char *const roles[] = { "back", "front", NULL };

	offer_all(completing, roles);
}

static void offer_folders(const struct completing *completing)
{
	(void)completing;
	puts(":folders");
}

static void load_usual(struct scenario_files *files)
{
	char *usual[] = { FILES_USUAL };

	files_load(files, usual, 1);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void offer_tags(const struct completing *completing)
{
	struct scenario_files files;
	char **tags = NULL;
	size_t count = 0;

	load_usual(&files);
	for (size_t i = 0; i < files.count; i++)
		for (size_t k = 0; files.items[i].scenario && k < files.items[i].scenario->ntags; k++)
			*GROW(tags, count) = files.items[i].scenario->tags[k];
	if (count)
		qsort(tags, count, sizeof(*tags), by_name);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || strcmp(tags[i], tags[i - 1]) != 0)
			offer(completing, tags[i], NULL);
	free(tags);
	files_finish(&files);
}

static const struct {
	const char *option;
	void (*offer)(const struct completing *completing);
} values[] = {
	{ "on", offer_targets }, { "kernel", offer_kernels }, { "format", offer_formats },
	{ "tags", offer_tags }, { "out", offer_folders }, { "in", offer_roles }, { "role", offer_roles },
};

static void offer_values(const struct completing *completing, const struct argp_option *option)
{
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (option->name && strcmp(values[i].option, option->name) == 0)
			values[i].offer(completing);
}

/* --- arguments --------------------------------------------------------------------------- */

static bool takes_scenarios(const struct argp *argp)
{
	if (argp == &paths_argp)
		return true;
	for (const struct argp_child *child = argp->children; child && child->argp; child++)
		if (takes_scenarios(child->argp))
			return true;
	return false;
}

/* Variants of one scenario have one name before their bracket. */
static void offer_scenarios(const struct completing *completing)
{
	struct scenario_files files;
	const char *before = "";

	puts(":scenarios");
	if (strchr(completing->word, '/'))
		return;
	load_usual(&files);
	for (size_t i = 0; i < files.count; i++) {
		const struct scenario *scenario = files.items[i].scenario;

		if (!scenario || strcmp(scenario->path, before) == 0)
			continue;
		before = scenario->path;
		if (scenario->variant) {
			char *name = xstrndup(scenario->name, strcspn(scenario->name, "["));

			offer(completing, name, NULL);
			free(name);
		} else {
			offer(completing, scenario->name, scenario->title);
		}
	}
	files_finish(&files);
}

static void offer_commands(const struct completing *completing)
{
	for (size_t i = 0; i < ncommands; i++)
		if (commands[i].help)
			offer(completing, commands[i].name, commands[i].help);
}

static void offer_help(const struct completing *completing)
{
	offer_commands(completing);
	offer(completing, "verbs", "the verbs of the scenario language");
	offer(completing, "grammar", "the whole scenario language");
}

/* Where a command of the user's own begins, as number of a word; 0: nowhere */
static int own_command(const struct completing *completing)
{
	if (completing->command->argp != &shell_argp)
		return 0;
	for (int i = 1; i < completing->count; i++) {
		const struct argp_option *option = option_find(&shell_argp, completing->words[i]);

		if (completing->words[i][0] != '-')
			return i;
		if (option && option->arg && !strchr(completing->words[i], '='))
			i++;
	}
	return 0;
}

static void complete_command(struct completing *completing)
{
	const struct argp *argp = completing->command->argp;
	const char *word = completing->words[completing->count - 1];
	const char *before = completing->words[completing->count - 2];
	const char *sign = strncmp(word, "--", 2) == 0 ? strchr(word, '=') : NULL;
	int own = argp ? own_command(completing) : 0;
	const struct argp_option *option;
	char *prefix = NULL;

	completing->word = word;
	if (own) {
		printf(":command %d\n", own);
		return;
	}
	option = argp && completing->count > 2 && !strchr(before, '=') ? option_find(argp, before) : NULL;
	if (sign && argp) {
		option = option_find(argp, word);
		prefix = xstrndup(word, sign + 1 - word);
		completing->word = sign + 1;
		completing->prefix = prefix;
		if (option)
			offer_values(completing, option);
	} else if (option && option->arg) {
		offer_values(completing, option);
	} else if (word[0] == '-') {
		if (argp)
			options_each(argp, offer_option, completing);
		offer(completing, "--help", "show what it does and takes");
	} else if (completing->command->run == cmd_help) {
		offer_help(completing);
	} else if (argp == &new_argp || argp == &splats_argp) {
		puts(":files");
	} else if (argp && takes_scenarios(argp)) {
		offer_scenarios(completing);
	}
	free(prefix);
}

int cmd_complete(int argc, char **argv)
{
	struct completing completing = {
		.words = argv + 1, .count = argc - 1, .word = argc == 2 ? argv[1] : "", .prefix = "",
	};

	if (completing.count <= 1) {
		offer_commands(&completing);
		offer(&completing, "--help", "list the commands");
		offer(&completing, "--version", NULL);
		return EXIT_PASSED;
	}
	for (size_t i = 0; i < ncommands; i++)
		if (commands[i].help && strcmp(commands[i].name, argv[1]) == 0)
			completing.command = &commands[i];
	if (completing.command)
		complete_command(&completing);
	return EXIT_PASSED;
}
