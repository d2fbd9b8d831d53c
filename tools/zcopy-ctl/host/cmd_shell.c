// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "host/prepare.h"
#include "host/session.h"
#include "host/where.h"
#include "util/nearest.h"

enum { OPTION_IN = 'i', OPTION_OUT = 'o' };

struct arguments {
	struct where where;
	const char *role, *out;
	char **argv;
};

static const char *const roles[] = { "back", "front", NULL };

static const struct argp_option options[] = {
	{ "in", OPTION_IN, "DOMAIN", 0, "Which domain: back (default) or front", 0 },
	{ "out", OPTION_OUT, "FOLDER", 0,
	  "Where the kernels' logs go if one reports a bug (default: out)", 0 },
	{ 0 }
};

static void set_role(struct arguments *arguments, const char *name, struct argp_state *state)
{
	struct nearest nearest = NEAREST(name);
	char hint[80];

	for (size_t i = 0; roles[i]; i++)
		if (strcmp(roles[i], name) == 0)
			arguments->role = roles[i];
	nearest_offer_all(&nearest, roles);
	if (!arguments->role)
		argp_error(state, "there is no domain '%s'%s (back, front)", name,
			   nearest_hint(&nearest, hint, sizeof(hint)));
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case OPTION_IN:
		set_role(arguments, argument, state);
		return 0;
	case OPTION_OUT:
		arguments->out = argument;
		return 0;
	case ARGP_KEY_ARG:
		/* From here on, everything is the command's. */
		arguments->argv = state->argv + state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->where;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = { { &where_argp, 0, NULL, 0 }, { 0 } };

const struct argp shell_argp = {
	.options = options,
	.parser = parse_option,
	.children = children,
	.args_doc = "[COMMAND [ARGUMENT...]]",
	.doc = "Boots a target's two domains and gives a shell in one of them, as root, with the "
	       "driver loaded and zcopy-ctl in the PATH; or runs a command there. When that ends, "
	       "the domains power off.\v"
	       "On a terminal, Ctrl-C and the window's size go to the shell, and '~.' at the "
	       "beginning of a line ends the target, whatever it does. Without a terminal, the "
	       "command's input and outputs are this one's.\n\n"
	       "Exit status: the shell's; 2 wrong usage, 3 something is missing here, 4 a kernel "
	       "crashed or reported a bug, 5 it does not boot, 130 interrupted.",
};

int cmd_shell(int argc, char **argv)
{
	static char *none[] = { NULL };
	struct arguments arguments = { .where.target = WHERE_TARGET, .out = "out", .argv = none };
	struct targets targets;
	const struct target *target;
	char *error = NULL;
	int code;

	argp_parse(&shell_argp, argc, argv, ARGP_IN_ORDER, NULL, &arguments);
	targets_load(&targets);
	target = where_find(&arguments.where, &targets, &error);
	code = where_exit_code(&targets);
	if (target) {
		struct session session = {
			.command = "shell", .target = target, .kernel = arguments.where.kernel,
			.role = arguments.role ? arguments.role : roles[0],
			.argv = arguments.argv, .out = arguments.out,
		};

		code = prepare_target(target, arguments.where.kernel, &error);
		if (code == 0)
			code = session_run(&session);
	}
	if (error)
		fprintf(stderr, "zcopy-ctl shell: %s\n", error);
	free(error);
	targets_finish(&targets);
	return code;
}
