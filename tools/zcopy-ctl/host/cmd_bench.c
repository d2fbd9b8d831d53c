// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "host/bench.h"
#include "host/options.h"
#include "host/prepare.h"
#include "host/progress.h"
#include "host/run-arguments.h"
#include "host/where.h"
#include "scenario/values.h"
#include "util/json-out.h"
#include "util/memory.h"

#define RUNS		3
#define SEED		1
#define RUNS_MAX	1000u
#define SCENARIO	"scenarios/display/display-from-refs.zs"

struct arguments {
	struct where where;
	const char *out;
	unsigned int runs;
	bool json, lines;
};

static const struct argp_option options[] = {
	{ "runs", 'r', "N", 0, "How often pair and scenario are started; the median counts (default 3)", 0 },
	{ "out", 'o', "FOLDER", 0, "Where the measured scenario and logs go (default: out/bench)", 0 },
	{ "lines", 'l', NULL, 0, "Print a figure on each line: NAME VALUE UNIT", 0 },
	{ 0 }
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;
	uint64_t number;

	switch (key) {
	case 'r':
		if (!value_number(argument, &number) || number < 1 || number > RUNS_MAX)
			argp_error(state, "--runs takes 1 to %u, not '%s'", RUNS_MAX, argument);
		arguments->runs = number;
		return 0;
	case 'o':
		arguments->out = argument;
		return 0;
	case 'l':
		arguments->lines = true;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->json;
		state->child_inputs[1] = &arguments->where;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &json_argp, 0, NULL, 0 }, { &where_argp, 0, NULL, 0 }, { 0 }
};

const struct argp bench_argp = {
	.options = options, .parser = parse_option, .children = children,
	.doc = "Measures, on one target and in one go: an empty pair of domains, which is the unit; one "
	       "scenario; and frames of several sizes that are shared without a copy, and copied. "
	       "Figures only, never a verdict: the machine may be busy, so ratios say more than seconds.\v"
	       "Exit status: 0, or as 'run' when something does not pass and so cannot be measured.",
};

static void show_doing(void *context, size_t item, const char *what, double seconds)
{
	(void)item;
	progress_show(context, 0, what, seconds);
}

static void show_text(void *context, const char *text)
{
	progress_wipe(context);
	fprintf(stderr, "zcopy-ctl bench: %s\n", text);
}

static void measure(struct bench *bench, const struct arguments *arguments,
		    const struct target *target, const char *scenario)
{
	const char *name = target->name;
	char *rerun = run_command_line(&arguments->where, SEED);
	struct progress progress;
	struct run_watcher watcher = { .context = &progress, .doing = show_doing, .say = show_text };
	struct run_options run_options = {
		.target = target, .kernel = arguments->where.kernel,
		.out = arguments->out, .scratch = arguments->out,
		.boot_timeout = target->boot_timeout, .step_timeout = target->step_timeout,
		.seed = SEED, .rerun = rerun,
	};

	progress_init(&progress, &name, 1);
	bench_measure(bench, &run_options, arguments->runs, scenario, &watcher);
	progress_wipe(&progress);
	progress_finish(&progress);
	free(rerun);
}

int cmd_bench(int argc, char **argv)
{
	struct arguments arguments = {
		.where.target = WHERE_TARGET, .out = "out/bench", .runs = RUNS,
	};
	struct bench bench = { 0 };
	const struct target *target;
	struct targets targets;
	char *scenario;

	argp_parse(&bench_argp, argc, argv, 0, NULL, &arguments);
	targets_load(&targets);
	scenario = xprintf("%s/../" SCENARIO, targets.folder ? targets.folder : ".");
	target = where_find(&arguments.where, &targets, &bench.error);
	bench.code = target ? prepare_target(target, arguments.where.kernel, &bench.error) :
			      where_exit_code(&targets);
	if (!bench.error)
		measure(&bench, &arguments, target, scenario);
	if (arguments.json) {
		json_object *root = json_root();

		json_put_text(root, "error", bench.error);
		json_put_text(root, "target", arguments.where.target);
		json_put_text(root, "kernel", arguments.where.kernel);
		bench_json(root, &bench);
		json_print(root);
	} else if (!bench.error) {
		(arguments.lines ? bench_lines : bench_print)(stdout, &bench);
	}
	if (bench.error)
		fprintf(stderr, "zcopy-ctl bench: %s\n", bench.error);
	else
		bench.code = EXIT_PASSED;
	free(scenario);
	int code = bench.code;

	bench_finish(&bench);
	targets_finish(&targets);
	return code;
}
