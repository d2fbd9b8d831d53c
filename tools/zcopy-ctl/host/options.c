// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>

#include "host/options.h"

static const struct argp_option json_options[] = {
	{ "json", 'j', NULL, 0, "Print JSON", 0 },
	{ 0 }
};

static error_t parse_json(int key, char *argument, struct argp_state *state)
{
	bool *json = state->input;

	(void)argument;
	if (key != 'j')
		return ARGP_ERR_UNKNOWN;
	*json = true;
	return 0;
}

const struct argp json_argp = { .options = json_options, .parser = parse_json };

static error_t parse_paths(int key, char *argument, struct argp_state *state)
{
	struct path_arguments *arguments = state->input;

	(void)argument;
	switch (key) {
	case ARGP_KEY_ARGS:
		arguments->paths = state->argv + state->next;
		arguments->npaths = state->argc - state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		if (arguments->required)
			argp_error(state, "say which scenarios: files or folders");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp paths_argp = { .parser = parse_paths };
