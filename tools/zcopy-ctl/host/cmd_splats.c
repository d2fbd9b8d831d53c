// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "host/options.h"
#include "target/splat-log.h"
#include "util/json-out.h"
#include "util/memory.h"
#include "util/plain.h"

struct arguments {
	const char *path;	/* NULL: standard input */
	bool json;
};

static const struct argp_child children[] = { { &json_argp, 0, NULL, 0 }, { 0 } };

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (state->arg_num > 0)
			argp_error(state, "one log at a time");
		arguments->path = strcmp(argument, "-") == 0 ? NULL : argument;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->json;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp splats_argp = {
	.parser = parse_option,
	.children = children,
	.args_doc = "[FILE]",
	.doc = "Reads a console's log (default: standard input) and prints each line in which a kernel "
	       "or Xen says that something is wrong, with its number and what it is. These are the "
	       "words that end a run of scenarios; those of Xen count behind \"(XEN)\" only. "
	       "Exit status: 0 there is none, 4 there is one, 3 the log cannot be read.",
};

/* Return: NULL, or why it could not be read */
static char *read_log(const char *path, struct splat_log *log)
{
	FILE *file = path ? fopen(path, "re") : stdin;
	char *error = NULL;

	if (!file || !splat_log_read(log, file))
		error = xprintf("%s: %s", path ? path : "standard input", strerror(errno));
	if (file && path)
		fclose(file);
	return error;
}

static json_object *splats_json(const struct splat_log *log)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; i < log->nfound; i++) {
		json_object *one = json_object_new_object();

		json_object_object_add(one, "line", json_object_new_uint64(log->found[i].number));
		json_put_text(one, "name", log->found[i].name);
		json_put_text(one, "text", log->found[i].text);
		json_object_array_add(array, one);
	}
	return array;
}

static void print_splats(const struct splat_log *log)
{
	for (size_t i = 0; i < log->nfound; i++) {
		printf("line %zu: %s: ", log->found[i].number, log->found[i].name);
		print_plain(stdout, log->found[i].text);
		putchar('\n');
	}
}

int cmd_splats(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct splat_log log = { 0 };
	char *error;
	int status;

	argp_parse(&splats_argp, argc, argv, 0, NULL, &arguments);
	error = read_log(arguments.path, &log);
	status = error ? EXIT_ENVIRONMENT : log.nfound > 0 ? EXIT_KERNEL : EXIT_PASSED;
	if (arguments.json) {
		json_object *root = json_root();

		json_put_text(root, "error", error);
		json_object_object_add(root, "splats", splats_json(&log));
		json_print(root);
	} else {
		print_splats(&log);
	}
	if (error)
		fprintf(stderr, "zcopy-ctl splats: %s\n", error);
	free(error);
	splat_log_finish(&log);
	return status;
}
