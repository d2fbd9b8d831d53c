// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "host/files.h"
#include "host/options.h"
#include "host/prepare.h"
#include "host/progress.h"
#include "host/runner.h"
#include "result/printer.h"
#include "scenario/values.h"
#include "util/memory.h"
#include "util/nearest.h"

#define DEFAULT_TARGET	"uml"
#define DEFAULT_KERNEL	"fast"
#define DEFAULT_OUT	"out"
#define DEFAULT_SEED	1

enum {
	OPTION_ON = 'n',
	OPTION_FORMAT = 'f',
	OPTION_KERNEL = 'k',
	OPTION_OUT = 'o',
	OPTION_TIMEOUT = 't',
	OPTION_VERBOSE = 'v',
	OPTION_SEED = 0x100,
	OPTION_KEEP_LOGS,
};

struct arguments {
	struct path_arguments files;
	const char *target, *kernel, *out;
	const struct printer *printer;
	double timeout;		/* 0: what the target says */
	uint64_t seed;
	bool verbose, keep_logs;
};

static const struct argp_option options[] = {
	{ "on", OPTION_ON, "TARGET", 0, "Where to run (default: " DEFAULT_TARGET ")", 0 },
	{ "kernel", OPTION_KERNEL, "KERNEL", 0,
	  "Which of the target's kernels, e.g. fast or debug (default: " DEFAULT_KERNEL ")", 0 },
	{ "format", OPTION_FORMAT, "FORMAT", 0,
	  "pretty (default), ktap, junit or json, on standard output", 0 },
	{ "out", OPTION_OUT, "FOLDER", 0,
	  "Where pictures and logs go (default: " DEFAULT_OUT ")", 0 },
	{ "timeout", OPTION_TIMEOUT, "SECONDS", 0,
	  "End a scenario, or a boot, that shows no progress for so long (default: what the target says, else 20)", 0 },
	{ "seed", OPTION_SEED, "N", 0, "Seed of drawn patterns (default: 1)", 0 },
	{ "keep-logs", OPTION_KEEP_LOGS, NULL, 0, "Keep the kernels' logs of passed scenarios too", 0 },
	{ "verbose", OPTION_VERBOSE, NULL, 0, "Show every step", 0 },
	{ 0 }
};

static void set_format(struct arguments *arguments, const char *name, struct argp_state *state)
{
	struct nearest nearest = NEAREST(name);
	char hint[80];

	arguments->printer = printer_find(name);
	nearest_offer_all(&nearest, printer_names);
	if (!arguments->printer)
		argp_error(state, "there is no format '%s'%s (pretty, ktap, junit, json)", name,
			   nearest_hint(&nearest, hint, sizeof(hint)));
}

static void set_timeout(struct arguments *arguments, const char *text, struct argp_state *state)
{
	char *end;

	arguments->timeout = strtod(text, &end);
	if (end == text || *end != '\0' || !(arguments->timeout > 0) ||
	    arguments->timeout > 86400)
		argp_error(state, "--timeout takes seconds, more than 0, not '%s'", text);
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case OPTION_ON:
		arguments->target = argument;
		return 0;
	case OPTION_KERNEL:
		arguments->kernel = argument;
		return 0;
	case OPTION_FORMAT:
		set_format(arguments, argument, state);
		return 0;
	case OPTION_OUT:
		if (!*argument)
			argp_error(state, "--out takes a folder");
		arguments->out = argument;
		return 0;
	case OPTION_TIMEOUT:
		set_timeout(arguments, argument, state);
		return 0;
	case OPTION_SEED:
		if (!value_number(argument, &arguments->seed))
			argp_error(state, "--seed takes a number, not '%s'", argument);
		return 0;
	case OPTION_KEEP_LOGS:
		arguments->keep_logs = true;
		return 0;
	case OPTION_VERBOSE:
		arguments->verbose = true;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->files;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { &paths_argp, 0, NULL, 0 }, { 0 } };

static const struct argp argp = {
	.options = options,
	.parser = parse_option,
	.children = children,
	.args_doc = "SCENARIO|FOLDER...",
	.doc = "Starts a target's two domains, runs scenarios there one after the other and says "
	       "what came of them. Of a folder, all *.zs files below it are run, sorted.\v"
	       "Exit status: 0 all passed (or were skipped), 1 a scenario failed, 2 wrong usage or "
	       "scenario text, 3 something is missing here, 4 a kernel crashed or splatted, "
	       "5 timeout, 130 interrupted.",
};

struct view {
	const struct printer *printer;
	struct print_options print;
	struct progress progress;
};

static void show_doing(void *context, size_t index, const char *what, double seconds)
{
	struct view *view = context;

	progress_show(&view->progress, index, what, seconds);
}

static void show_over(void *context, const struct run_record *record, size_t index)
{
	struct view *view = context;
	const struct scenario_record *scenario = &record->scenarios[index];

	progress_wipe(&view->progress);
	if (view->printer->scenario)
		view->printer->scenario(stdout, &view->print, record, index);
	else
		fprintf(stderr, "[%zu/%zu] %s %s\n", index + 1, view->progress.total,
			verdict_name(scenario->verdict), scenario->name);
}

/* As the user would type it from this folder */
static char *own_command(void)
{
	char path[PATH_MAX], here[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length <= 0)
		return xstrdup("zcopy-ctl");
	path[length] = '\0';
	if (getcwd(here, sizeof(here))) {
		size_t skip = strlen(here);

		if (strncmp(path, here, skip) == 0 && path[skip] == '/')
			return xprintf("%s%s", strchr(path + skip + 1, '/') ? "" : "./",
				       path + skip + 1);
	}
	return xstrdup(path);
}

static char *rerun_command(const struct arguments *arguments)
{
	char *own = own_command();
	char *seed = arguments->seed != DEFAULT_SEED ?
		xprintf(" --seed %llu", (unsigned long long)arguments->seed) : xstrdup("");
	char *command = xprintf("%s run --on %s%s%s%s --verbose", own, arguments->target,
				arguments->kernel ? " --kernel " : "",
				arguments->kernel ? arguments->kernel : "", seed);

	free(own);
	free(seed);
	return command;
}

static int run(const struct arguments *arguments, const struct target *target,
	       const struct scenario_files *files, struct run_record *record)
{
	const char **names = xalloc(files->count * sizeof(*names));
	char *rerun = rerun_command(arguments);
	struct view view = {
		.printer = arguments->printer,
		.print = {
			.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"),
			.verbose = arguments->verbose,
		},
	};
	struct run_options run_options = {
		.target = target, .kernel = arguments->kernel, .out = arguments->out,
		.boot_timeout = arguments->timeout > 0 ? arguments->timeout : target->boot_timeout,
		.step_timeout = arguments->timeout > 0 ? arguments->timeout : target->step_timeout,
		.seed = arguments->seed,
		.keep_logs = arguments->keep_logs, .rerun = rerun,
	};
	struct run_watcher watcher = {
		.context = &view, .doing = show_doing, .over = show_over,
	};

	for (size_t i = 0; i < files->count; i++)
		names[i] = files->items[i].scenario->name;
	progress_init(&view.progress, names, files->count);
	if (view.printer->begin)
		view.printer->begin(stdout, &view.print, files->count);
	run_scenarios(&run_options, files, &watcher, record);
	progress_wipe(&view.progress);
	view.printer->end(stdout, &view.print, record);
	int code = record_exit_code(record);

	if (code == EXIT_INTERRUPTED)
		fputs("zcopy-ctl run: interrupted; the target is gone\n", stderr);
	free(names);
	free(rerun);
	return code;
}

/* Formats for machines get a document in any case. */
static void print_error(const struct arguments *arguments, struct run_record *record,
			const char *error)
{
	struct print_options plain = { .verbose = false };

	fprintf(stderr, "zcopy-ctl run: %s\n", error);
	if (arguments->printer == &pretty_printer)
		return;
	record->error = xstrdup(error);
	if (arguments->printer->begin)
		arguments->printer->begin(stdout, &plain, 0);
	arguments->printer->end(stdout, &plain, record);
}

static bool choose_target(struct arguments *arguments, const struct targets *targets,
			  const struct target **target, char **error)
{
	char *none = NULL;

	*target = targets_find(targets, arguments->target, error);
	if (!*target)
		return false;
	if ((*target)->problem) {
		*error = xstrdup((*target)->problem);
		return false;
	}
	if (arguments->kernel)
		return target_has_kernel(*target, arguments->kernel, error);
	if (target_has_kernel(*target, DEFAULT_KERNEL, &none) && (*target)->nkernels > 0)
		arguments->kernel = DEFAULT_KERNEL;
	free(none);
	return true;
}

int cmd_run(int argc, char **argv)
{
	struct arguments arguments = {
		.files.required = true, .target = DEFAULT_TARGET, .out = DEFAULT_OUT,
		.seed = DEFAULT_SEED, .printer = &pretty_printer,
	};
	struct run_record record = { 0 };
	const struct target *target = NULL;
	struct scenario_files files;
	struct targets targets;
	char *error = NULL;
	int code = EXIT_USAGE;

	argp_parse(&argp, argc, argv, 0, NULL, &arguments);
	targets_load(&targets);
	files_load(&files, arguments.files.paths, arguments.files.npaths);
	files_check_targets(&files, &targets);
	if (files.error)
		error = xstrdup(files.error);
	else if (files.nwrong > 0)
		error = xprintf("%zu of %zu scenario files have mistakes; nothing was run",
				files.nwrong, files.count);
	else
		choose_target(&arguments, &targets, &target, &error);
	record.target = xstrdup(arguments.target);
	record.kernel = arguments.kernel ? xstrdup(arguments.kernel) : NULL;
	files_print_complaints(&files);
	if (error) {
		print_error(&arguments, &record, error);
		/* Without any target nothing that is typed would be right. */
		if (!files.error && files.nwrong == 0 && targets.count == 0)
			code = EXIT_ENVIRONMENT;
	} else if (!prepare_target(target, arguments.kernel, &error)) {
		print_error(&arguments, &record, error);
		code = EXIT_ENVIRONMENT;
	} else {
		code = run(&arguments, target, &files, &record);
	}
	free(error);
	record_finish(&record);
	files_finish(&files);
	targets_finish(&targets);
	return code;
}
