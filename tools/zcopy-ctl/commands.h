/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The subcommands. Each gets the arguments from its own name on (argv[0] is
 * "zcopy-ctl NAME") and returns the exit code of the process.
 */
#ifndef ZCOPY_COMMANDS_H
#define ZCOPY_COMMANDS_H

#include <argp.h>
#include <stddef.h>

/* Classes of exit codes, the same for every subcommand */
enum exit_code {
	EXIT_PASSED		= 0,
	EXIT_FAILED		= 1,	/* a scenario failed */
	EXIT_USAGE		= 2,	/* wrong option, wrong scenario text */
	EXIT_ENVIRONMENT	= 3,	/* something is missing; the message says how to mend it */
	EXIT_KERNEL		= 4,	/* a kernel crashed or splatted */
	EXIT_TIMEOUT		= 5,
	EXIT_INTERRUPTED	= 130,	/* Ctrl-C, as a shell would say it */
};

extern const char zcopy_version[];

/* What they parse their arguments with; completions are made of it, too. */
extern const struct argp run_argp, watch_argp, shell_argp, bench_argp, list_argp, lint_argp, new_argp,
	splats_argp, doctor_argp, info_argp, stat_argp, top_argp;

/* As people see them, from the one table in main.c */
struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;		/* NULL: not started by people */
	const struct argp *argp;	/* NULL: it has no options */
};

extern const struct command commands[];
extern const size_t ncommands;

int cmd_run(int argc, char **argv);
int cmd_watch(int argc, char **argv);
int cmd_shell(int argc, char **argv);
int cmd_bench(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_new(int argc, char **argv);
int cmd_splats(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_info(int argc, char **argv);
int cmd_help(int argc, char **argv);
int cmd_complete(int argc, char **argv);	/* for the shells' completions */

/* Inside a domain */
int cmd_stat(int argc, char **argv);
int cmd_top(int argc, char **argv);

/* The same, started by a target's init */
int cmd_conduct(int argc, char **argv);
int cmd_agent(int argc, char **argv);
int cmd_console(int argc, char **argv);

#endif /* ZCOPY_COMMANDS_H */
