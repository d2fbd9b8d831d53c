// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "host/run-arguments.h"
#include "scenario/values.h"
#include "util/memory.h"
#include "util/own-command.h"
#include "util/nearest.h"
#include "util/quote.h"

#define DEFAULT_OUT	"out"
#define DEFAULT_SEED	1
/* More than a night's work; what is larger is a typo. */
#define ROUNDS_MAX	100000u
/* Pairs of domains; each has half a gigabyte */
#define JOBS_MAX	64u

enum {
	OPTION_FORMAT = 'f',
	OPTION_OUT = 'o',
	OPTION_TIMEOUT = 't',
	OPTION_VERBOSE = 'v',
	OPTION_JOBS = 'j',
	OPTION_SEED = 0x100,
	OPTION_KEEP_LOGS,
	OPTION_JSON,
	OPTION_REPEAT,
	OPTION_SHUFFLE,
	OPTION_FAILED,
	OPTION_FAIL_FAST,
	OPTION_KEEP_GOING,
	OPTION_GDB,
};

const struct run_arguments run_defaults = {
	.where.target = WHERE_TARGET, .out = DEFAULT_OUT, .seed = DEFAULT_SEED, .rounds = 1, .jobs = 1,
	.printer = &pretty_printer,
};

static const struct argp_option options[] = {
	{ "format", OPTION_FORMAT, "FORMAT", 0,
	  "pretty (default), ktap, junit or json, on standard output", 0 },
	{ "json", OPTION_JSON, NULL, 0, "As --format json", 0 },
	{ "out", OPTION_OUT, "FOLDER", 0,
	  "Where pictures and logs go (default: " DEFAULT_OUT ")", 0 },
	{ "timeout", OPTION_TIMEOUT, "SECONDS", 0,
	  "End a scenario, or a boot, that shows no progress for so long (default: what the target says, else 20)", 0 },
	{ "seed", OPTION_SEED, "N", 0, "Seed of drawn patterns (default: 1)", 0 },
	{ "keep-logs", OPTION_KEEP_LOGS, NULL, 0, "Keep the kernels' logs of passed scenarios too", 0 },
	{ "repeat", OPTION_REPEAT, "N", 0, "Run all of it N times; each is a result of its own", 0 },
	{ "shuffle", OPTION_SHUFFLE, "SEED", 0,
	  "Run in an order made of this number, another in each repetition", 0 },
	{ "jobs", OPTION_JOBS, "N", 0,
	  "Run on N pairs of domains side by side; results still come in order", 0 },
	{ "failed", OPTION_FAILED, NULL, 0,
	  "Only what failed when it last ran there (remembered in the folder of --out)", 0 },
	{ "fail-fast", OPTION_FAIL_FAST, NULL, 0, "End the run with the first that does not pass", 0 },
	{ "keep-going", OPTION_KEEP_GOING, NULL, 0, "Run all, whatever fails (default)", 0 },
	{ "gdb", OPTION_GDB, NULL, 0,
	  "Behind each boot, say how gdb is attached to the kernels, and wait for a key (or "
	  "SIGCONT) before the first step; nothing times out then", 0 },
	{ "verbose", OPTION_VERBOSE, NULL, 0, "Show every step", 0 },
	{ 0 }
};

static void set_format(struct run_arguments *arguments, const char *name, struct argp_state *state)
{
	struct nearest nearest = NEAREST(name);
	char hint[80];

	arguments->printer = printer_find(name);
	nearest_offer_all(&nearest, printer_names);
	if (!arguments->printer)
		argp_error(state, "there is no format '%s'%s (pretty, ktap, junit, json)", name,
			   nearest_hint(&nearest, hint, sizeof(hint)));
}

static void set_timeout(struct run_arguments *arguments, const char *text, struct argp_state *state)
{
	char *end;

	arguments->timeout = strtod(text, &end);
	if (end == text || *end != '\0' || !(arguments->timeout > 0) ||
	    arguments->timeout > 86400)
		argp_error(state, "--timeout takes seconds, more than 0, not '%s'", text);
}

static uint64_t number(const char *option, const char *text, struct argp_state *state)
{
	uint64_t value = 0;

	if (!value_number(text, &value))
		argp_error(state, "--%s takes a number, not '%s'", option, text);
	return value;
}

static unsigned int count(const char *option, const char *text, unsigned int most,
			  struct argp_state *state)
{
	uint64_t value = number(option, text, state);

	if (value < 1 || value > most)
		argp_error(state, "--%s takes 1 to %u, not %s", option, most, text);
	return value;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct run_arguments *arguments = state->input;

	switch (key) {
	case OPTION_FORMAT:
		set_format(arguments, argument, state);
		return 0;
	case OPTION_JSON:
		arguments->printer = &json_printer;
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
		arguments->seed = number("seed", argument, state);
		return 0;
	case OPTION_REPEAT:
		arguments->rounds = count("repeat", argument, ROUNDS_MAX, state);
		return 0;
	case OPTION_JOBS:
		arguments->jobs = count("jobs", argument, JOBS_MAX, state);
		return 0;
	case OPTION_SHUFFLE:
		arguments->shuffle = true;
		arguments->shuffle_seed = number("shuffle", argument, state);
		return 0;
	case OPTION_FAILED:
		arguments->failed = true;
		return 0;
	case OPTION_FAIL_FAST:
	case OPTION_KEEP_GOING:
		arguments->fail_fast = key == OPTION_FAIL_FAST;
		return 0;
	case OPTION_GDB:
		arguments->gdb = true;
		return 0;
	case OPTION_KEEP_LOGS:
		arguments->keep_logs = true;
		return 0;
	case OPTION_VERBOSE:
		arguments->verbose = true;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->files;
		state->child_inputs[1] = &arguments->tags;
		state->child_inputs[2] = &arguments->where;
		return 0;
	case ARGP_KEY_END:
		if (arguments->gdb && arguments->jobs > 1)
			argp_error(state, "--gdb is for one pair of domains: not with --jobs");
		/* Tags and failures choose from all there are. */
		if (!arguments->files.npaths && !arguments->failed && !arguments->tags.nlists)
			argp_error(state, "say which scenarios: files, folders or names");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &paths_argp, 0, NULL, 0 }, { &tags_argp, 0, NULL, 0 }, { &where_argp, 0, NULL, 0 }, { 0 }
};

const struct argp run_argp = {
	.options = options,
	.parser = parse_option,
	.children = children,
	.args_doc = "[SCENARIO|FOLDER|NAME...]",
	.doc = "Starts a target's two domains, runs scenarios there one after the other and says "
	       "what came of them. Of a folder, all *.zs files below it are run, sorted. A NAME, "
	       "which may be a pattern such as 'display-*', is looked for in the folder '"
	       FILES_USUAL "', and so is what --tags chooses from when nothing else is said.\v"
	       "Exit status: 0 all passed (or were skipped), 1 a scenario failed, 2 wrong usage or "
	       "scenario text, 3 something is missing here, 4 a kernel crashed or splatted, "
	       "5 timeout, 130 interrupted.",
};

char *run_command_line(const struct where *where, uint64_t seed_of_patterns)
{
	char *own = own_command(), *word = shell_word(own);
	char *seed = seed_of_patterns != DEFAULT_SEED ?
		xprintf(" --seed %llu", (unsigned long long)seed_of_patterns) : xstrdup("");
	char *command = xprintf("%s run --on %s%s%s%s --verbose", word, where->target,
				where->kernel ? " --kernel " : "", where->kernel ? where->kernel : "", seed);

	free(own);
	free(word);
	free(seed);
	return command;
}
