// SPDX-License-Identifier: GPL-2.0-or-later
/* zcopy-ctl: finds the subcommand and hands over. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "host/option-tables.h"
#include "scenario/grammar.h"
#include "scenario/verbs.h"
#include "util/memory.h"
#include "util/nearest.h"

const struct command commands[] = {
	{ "run", cmd_run, "run scenarios on a target", &run_argp },
	{ "watch", cmd_watch, "run scenarios again whenever something changes", &watch_argp },
	{ "shell", cmd_shell, "a shell in one of a target's two domains", &shell_argp },
	{ "stat", cmd_stat, "show what is alive in the domain that this runs in", &stat_argp },
	{ "top", cmd_top, "show it again and again", &top_argp },
	{ "bench", cmd_bench, "measure a target: what sharing costs, and what copying", &bench_argp },
	{ "list", cmd_list, "list scenarios or targets", &list_argp },
	{ "lint", cmd_lint, "check scenario files without running them", &lint_argp },
	{ "new", cmd_new, "write a scenario to begin with", &new_argp },
	{ "splats", cmd_splats, "look through a console's log for what a kernel or Xen complained of", &splats_argp },
	{ "doctor", cmd_doctor, "look for what is missing here, and say what mends it", &doctor_argp },
	{ "info", cmd_info, "show the version, targets and kernels", &info_argp },
	{ "help", cmd_help, "show help for a command, the verbs or the grammar of scenarios", NULL },
	{ "conduct", cmd_conduct, NULL, NULL },
	{ "agent", cmd_agent, NULL, NULL },
	{ "console", cmd_console, NULL, NULL },
	{ "complete", cmd_complete, NULL, NULL },
};

const size_t ncommands = sizeof(commands) / sizeof(commands[0]);

static void print_help(FILE *out)
{
	fputs("Usage: zcopy-ctl COMMAND [OPTION...]\n"
	      "Runs scenarios that drive a frontend and a backend domain, and says what came of them.\n\n",
	      out);
	for (size_t i = 0; i < ncommands; i++)
		if (commands[i].help)
			fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].help);
	fputs("\n'zcopy-ctl COMMAND --help' describes a command, 'zcopy-ctl help verbs' the scenario language's verbs,\n"
	      "'zcopy-ctl help grammar' the whole language.\n"
	      "Exit status: 0 passed, 1 a scenario failed, 2 wrong usage or scenario text, 3 something is\n"
	      "missing here, 4 a kernel crashed or splatted, 5 timeout, 130 interrupted.\n",
	      out);
}

static const struct command *find_command(const char *name)
{
	struct nearest nearest = NEAREST(name);
	char hint[80];

	for (size_t i = 0; i < ncommands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	for (size_t i = 0; i < ncommands; i++)
		if (commands[i].help)
			nearest_offer(&nearest, commands[i].name);
	fprintf(stderr, "zcopy-ctl: there is no command '%s'%s\n", name,
		nearest_hint(&nearest, hint, sizeof(hint)));
	if (!nearest.word)
		fputs("'zcopy-ctl --help' lists the commands.\n", stderr);
	return NULL;
}

/* Messages and --help then say "zcopy-ctl NAME". */
static int run_command(const struct command *command, int argc, char **argv)
{
	static char title[64];

	snprintf(title, sizeof(title), "zcopy-ctl %s", command->name);
	argv[0] = title;
	if (command->argp && !options_known(command->argp, argv, command->argp == &shell_argp))
		return EXIT_USAGE;
	return command->run(argc, argv);
}

int cmd_help(int argc, char **argv)
{
	char *help_argv[] = { NULL, "--help", NULL };
	const struct command *command;

	if (argc < 2 || strcmp(argv[1], "--help") == 0) {
		print_help(stdout);
		return EXIT_PASSED;
	}
	if (strcmp(argv[1], "verbs") == 0) {
		/* The manual's table is made of this. */
		if (argc > 2 && strcmp(argv[2], "--markdown") == 0)
			verbs_print_markdown(stdout);
		else
			verbs_print_help(stdout);
		return EXIT_PASSED;
	}
	if (strcmp(argv[1], "grammar") == 0) {
		grammar_print(stdout);
		return EXIT_PASSED;
	}
	command = find_command(argv[1]);
	if (!command)
		return EXIT_USAGE;
	if (command->run == cmd_help) {
		print_help(stdout);
		return EXIT_PASSED;
	}
	return run_command(command, 2, help_argv);
}

/* Results that nobody can read are none, whatever they say; --help ends in argp. */
static void check_output(int code, void *unused)
{
	(void)unused;
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return;
	fprintf(stderr, "zcopy-ctl: cannot write to standard output%s%s\n", errno ? ": " : "",
		errno ? strerror(errno) : "");
	_exit(code ? code : EXIT_ENVIRONMENT);
}

int main(int argc, char **argv)
{
	const struct command *command;

	on_exit(check_output, NULL);
	argp_err_exit_status = EXIT_USAGE;
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "-?") == 0) {
		print_help(stdout);
		return EXIT_PASSED;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		printf("zcopy-ctl %s\n", zcopy_version);
		return EXIT_PASSED;
	}
	command = find_command(argv[1]);
	if (!command)
		return EXIT_USAGE;
	return run_command(command, argc - 1, argv + 1);
}
