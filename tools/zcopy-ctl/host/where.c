// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "commands.h"
#include "host/where.h"
#include "util/memory.h"

#define DEFAULT_KERNEL	"fast"

static const struct argp_option options[] = {
	{ "on", 'n', "TARGET", 0, "Where to run (default: " WHERE_TARGET ")", 0 },
	{ "kernel", 'k', "KERNEL", 0,
	  "Which of the target's kernels, e.g. fast or debug (default: " DEFAULT_KERNEL ")", 0 },
	{ 0 }
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct where *where = state->input;

	switch (key) {
	case 'n':
		where->target = argument;
		return 0;
	case 'k':
		where->kernel = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp where_argp = { .options = options, .parser = parse };

const struct target *where_find(struct where *where, const struct targets *targets, char **error)
{
	const struct target *target = targets_find(targets, where->target, error);
	char *none = NULL;

	if (!target)
		return NULL;
	if (target->problem) {
		*error = xstrdup(target->problem);
		return NULL;
	}
	if (where->kernel)
		return target_has_kernel(target, where->kernel, error) ? target : NULL;
	if (target_has_kernel(target, DEFAULT_KERNEL, &none) && target->nkernels > 0)
		where->kernel = DEFAULT_KERNEL;
	free(none);
	return target;
}

int where_exit_code(const struct targets *targets)
{
	return targets->count ? EXIT_USAGE : EXIT_ENVIRONMENT;
}
