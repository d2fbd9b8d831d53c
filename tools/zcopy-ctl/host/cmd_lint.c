// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "host/files.h"
#include "host/options.h"
#include "util/json-out.h"

struct arguments {
	struct path_arguments files;
	bool json;
};

static const struct argp_child children[] = {
	{ &json_argp, 0, NULL, 0 }, { &paths_argp, 0, NULL, 0 }, { 0 }
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	(void)argument;
	if (key != ARGP_KEY_INIT)
		return ARGP_ERR_UNKNOWN;
	state->child_inputs[0] = &arguments->json;
	state->child_inputs[1] = &arguments->files;
	return 0;
}

const struct argp lint_argp = {
	.parser = parse_option,
	.children = children,
	.args_doc = "SCENARIO|FOLDER|NAME...",
	.doc = "Checks scenario files without running them: words, counts and kinds of "
	       "arguments, that every name is made before it is used, and each variant.",
};

static json_object *complaints_json(const struct scenario_files *files)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; i < files->count; i++) {
		const struct scenario_file *file = &files->items[i];

		for (size_t k = 0; k < file->complaints.count; k++) {
			const struct complaint *complaint = &file->complaints.items[k];
			json_object *one = json_object_new_object();

			json_put_text(one, "path", file->path);
			json_object_object_add(one, "line", json_object_new_int64(complaint->line));
			json_object_object_add(one, "column",
					       json_object_new_int64(complaint->column));
			json_put_text(one, "message", complaint->message);
			json_object_array_add(array, one);
		}
	}
	return array;
}

int cmd_lint(int argc, char **argv)
{
	struct arguments arguments = { .files.required = true };
	struct scenario_files files;
	struct targets targets;
	int status;

	argp_parse(&lint_argp, argc, argv, 0, NULL, &arguments);
	files_load(&files, arguments.files.paths, arguments.files.npaths);
	targets_load(&targets);
	files_check_targets(&files, &targets);
	targets_finish(&targets);
	status = files.error || files.nwrong > 0 ? EXIT_USAGE : EXIT_PASSED;
	if (arguments.json) {
		json_object *root = json_root();

		json_put_text(root, "error", files.error);
		json_object_object_add(root, "complaints", complaints_json(&files));
		json_print(root);
	} else if (!files.error) {
		files_print_complaints(&files);
		printf("%zu scenario%s, %zu with mistakes\n", files.count,
		       files.count == 1 ? "" : "s", files.nwrong);
	}
	if (files.error)
		fprintf(stderr, "zcopy-ctl lint: %s\n", files.error);
	files_finish(&files);
	return status;
}
