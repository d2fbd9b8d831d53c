// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "host/options.h"
#include "scenario/step.h"
#include "scenario/template.h"
#include "util/json-out.h"
#include "util/memory.h"
#include "util/own-command.h"
#include "util/quote.h"

struct arguments {
	const char *name;
	bool json;
};

static const struct argp_child children[] = { { &json_argp, 0, NULL, 0 }, { 0 } };

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (arguments->name)
			argp_error(state, "one name at a time");
		arguments->name = argument;
		return 0;
	case ARGP_KEY_END:
		if (!arguments->name)
			argp_error(state, "say what it is to be called, e.g. scenarios/display/mine");
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->json;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp new_argp = {
	.parser = parse_option,
	.children = children,
	.args_doc = "[FOLDER/]NAME",
	.doc = "Writes NAME.zs, a scenario that passes as it is, with a remark on each of its "
	       "parts: a beginning for one of your own. Overwrites nothing.",
};

static char *path_of(const char *name)
{
	size_t length = strlen(name);
	bool whole = length > 3 && strcmp(name + length - 3, ".zs") == 0;

	return xprintf("%s%s", name, whole ? "" : ".zs");
}

/* A scenario is known by its file's name, in results and on command lines. */
static bool is_good(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	char *name = xstrndup(base, strlen(base) - 3);
	bool good = is_name(name);

	free(name);
	return good;
}

/* Return: NULL, or what went wrong */
static char *write_template(const char *path, int *status)
{
	size_t length = strlen(scenario_template);
	int fd, error = 0;

	*status = EXIT_USAGE;
	if (!is_good(path))
		return xprintf("%s: a scenario's name is a letter, then letters, digits, '-' and '_', at most 32 in all",
			       path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0 && errno == EEXIST)
		return xprintf("%s is there already; choose another name", path);
	if (fd < 0 && errno == ENOENT)
		return xprintf("%s: there is no such folder; make it first (mkdir -p)", path);
	*status = EXIT_ENVIRONMENT;
	if (fd < 0)
		return xprintf("cannot write %s: %s", path, strerror(errno));
	errno = ENOSPC;
	if (write(fd, scenario_template, length) != (ssize_t)length)
		error = errno;
	if (close(fd) != 0 && !error)
		error = errno;
	if (error) {
		unlink(path);
		return xprintf("cannot write %s: %s", path, strerror(error));
	}
	*status = EXIT_PASSED;
	return NULL;
}

int cmd_new(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	char *path, *error;
	int status;

	argp_parse(&new_argp, argc, argv, 0, NULL, &arguments);
	path = path_of(arguments.name);
	error = write_template(path, &status);
	if (arguments.json) {
		json_object *root = json_root();

		json_put_text(root, "error", error);
		json_put_text(root, "path", error ? NULL : path);
		json_print(root);
	} else if (!error) {
		char *command = own_command(), *own = shell_word(command), *word = shell_word(path);

		printf("%s is written. Change it, then:\n  %s lint %s\n  %s run %s\n"
		       "or, each time you save it: %s watch %s\n", path, own, word, own, word, own, word);
		free(command);
		free(own);
		free(word);
	}
	if (error)
		fprintf(stderr, "zcopy-ctl new: %s\n", error);
	free(error);
	free(path);
	return status;
}
