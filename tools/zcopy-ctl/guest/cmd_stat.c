// SPDX-License-Identifier: GPL-2.0-or-later
/* stat and top: what is alive in this domain, once or again and again */
#include <argp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "host/options.h"
#include "live.h"
#include "scenario/values.h"
#include "util/json-out.h"
#include "util/memory.h"
#include "util/terminal.h"

/* Without an end, said by no --count */
#define ENDLESS 0

static const struct argp_child children[] = { { &json_argp, 0, NULL, 0 }, { 0 } };

/* Without a parser of its own, its input is its child's */
const struct argp stat_argp = {
	.children = children,
	.doc = "Shows what is alive in the domain that this runs in: each domain's grants, those that "
	       "are mapped, and what it maps of others; the driver's buffers, deferred ends, waiters and "
	       "limits; which process has how much. For root of a domain of Xen; on a developer's "
	       "machine, 'zcopy-ctl shell' starts such domains.\v"
	       "Exit status 3 when this is no such domain, or its numbers cannot be read.",
};

/* Schema and keys are there in any case. */
static int show(const char *program, bool json, unsigned int rows)
{
	struct json_object *live = live_collect(), *root = json_root();
	const char *error = json_object_get_string(json_object_object_get(live, "error"));
	int code = error ? EXIT_ENVIRONMENT : EXIT_PASSED;

	if (error)
		fprintf(stderr, "%s: %s\n", program, error);
	if (json) {
		json_object_object_foreach(live, key, value)
			json_object_object_add(root, key, json_object_get(value));
		printf("%s\n", json_object_to_json_string_ext(root, JSON_C_TO_STRING_PLAIN));
	} else if (!error) {
		live_print(stdout, live, rows);
	}
	fflush(stdout);
	json_object_put(root);
	json_object_put(live);
	return code;
}

int cmd_stat(int argc, char **argv)
{
	bool json = false;

	argp_parse(&stat_argp, argc, argv, 0, NULL, &json);
	return show(argv[0], json, 0);
}

struct top_arguments {
	bool json;
	double interval;
	unsigned int count;
};

static const struct argp_option top_options[] = {
	{ "interval", 'i', "SECONDS", 0, "How long between two looks (default 1)", 0 },
	{ "count", 'c', "N", 0, "End after N of them", 0 },
	{ 0 }
};

static error_t parse_top(int key, char *text, struct argp_state *state)
{
	struct top_arguments *arguments = state->input;
	uint64_t number;
	char *end;

	switch (key) {
	case 'i':
		arguments->interval = strtod(text, &end);
		if (end == text || *end || !(arguments->interval >= 0.1 && arguments->interval <= 3600))
			argp_error(state, "--interval takes 0.1 to 3600 seconds, not '%s'", text);
		return 0;
	case 'c':
		if (!value_number(text, &number) || number < 1 || number > 1000000)
			argp_error(state, "--count takes 1 to 1000000, not '%s'", text);
		arguments->count = number;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->json;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp top_argp = {
	.options = top_options, .parser = parse_top, .children = children,
	.doc = "Shows what 'stat' shows, again and again, until Ctrl-C or q. On a terminal each look "
	       "takes the place of the one before it; with --json, each is a line.\v"
	       "Exit status 3 when this is no domain of Xen, or its numbers cannot be read.",
};

/* Return: true when a key says that it is enough */
static bool wait_for_key(double seconds, bool keys)
{
	struct pollfd fd = { .fd = keys ? STDIN_FILENO : -1, .events = POLLIN };
	char key = 0;

	if (poll(&fd, 1, (int)(seconds * 1000)) <= 0 || read(STDIN_FILENO, &key, 1) != 1)
		return false;
	return key == 'q' || key == 'Q';
}

static void print_time(double interval)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[16];

	strftime(text, sizeof(text), "%T", localtime_r(&now, &tm));
	printf("%s, every %g s; q ends\n", text, interval);
}

int cmd_top(int argc, char **argv)
{
	struct top_arguments arguments = { .interval = 1, .count = ENDLESS };
	bool live, keys;
	int code = EXIT_PASSED;

	argp_parse(&top_argp, argc, argv, 0, NULL, &arguments);
	live = !arguments.json && isatty(STDOUT_FILENO);
	keys = live && terminal_change(TERMINAL_KEYS);
	for (unsigned int i = 0; arguments.count == ENDLESS || i < arguments.count; i++) {
		if (i > 0 && wait_for_key(arguments.interval, keys))
			break;
		if (live) {
			fputs("\033[H\033[2J", stdout);
			print_time(arguments.interval);
		} else if (i > 0 && !arguments.json) {
			putchar('\n');
		}
		code = show(argv[0], arguments.json, live ? terminal_size(STDOUT_FILENO).rows - 2 : 0);
		if (code != EXIT_PASSED)
			break;
	}
	return code;
}
