// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "commands.h"
#include "host/files.h"
#include "host/options.h"
#include "host/tags.h"
#include "target/targets.h"
#include "util/json-out.h"
#include "util/memory.h"

enum { OPTION_TARGETS = 't' };

struct arguments {
	struct path_arguments files;
	struct tag_choice tags;
	bool targets, json;
};

static const struct argp_option options[] = {
	{ "targets", OPTION_TARGETS, NULL, 0, "List targets and their kernels instead", 0 },
	{ 0 }
};

static const struct argp_child children[] = {
	{ &json_argp, 0, NULL, 0 }, { &paths_argp, 0, NULL, 0 }, { &tags_argp, 0, NULL, 0 },
	{ 0 }
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	(void)argument;
	switch (key) {
	case OPTION_TARGETS:
		arguments->targets = true;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->json;
		state->child_inputs[1] = &arguments->files;
		state->child_inputs[2] = &arguments->tags;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp list_argp = {
	.options = options,
	.parser = parse_option,
	.children = children,
	.args_doc = "[SCENARIO|FOLDER|NAME...]",
	.doc = "Lists scenarios with their titles and tags (default: the folder 'scenarios'), "
	       "or targets. Needs no target.",
};

static json_object *scenario_json(const struct scenario *scenario)
{
	json_object *one = json_object_new_object();
	json_object *pitfalls = json_object_new_array();

	json_put_text(one, "name", scenario->name);
	json_put_text(one, "path", scenario->path);
	json_put_text(one, "variant", scenario->variant);
	json_put_text(one, "title", scenario->title);
	json_object_object_add(one, "proves", json_texts(scenario->proves, scenario->nproves));
	for (size_t i = 0; i < scenario->npitfalls; i++)
		json_object_array_add(pitfalls, json_object_new_int64(scenario->pitfalls[i]));
	json_object_object_add(one, "pitfalls", pitfalls);
	json_object_object_add(one, "needs", json_texts(scenario->needs, scenario->nneeds));
	json_object_object_add(one, "tags", json_texts(scenario->tags, scenario->ntags));
	return one;
}

/* As `run` takes it; quoted in a shell */
static char *selector(const struct scenario *scenario)
{
	return scenario->variant ? xprintf("%s[%s]", scenario->path, scenario->variant) :
				   xstrdup(scenario->path);
}

static void print_scenario(const struct scenario *scenario, int width)
{
	char *what = selector(scenario);

	printf("%-*s  %s", width, what, scenario->title);
	free(what);
	for (size_t i = 0; i < scenario->ntags; i++)
		printf("%s%s", i ? " " : "  [", scenario->tags[i]);
	puts(scenario->ntags ? "]" : "");
}

static int list_scenarios(const struct arguments *arguments)
{
	char *usual[] = { FILES_USUAL };
	struct scenario_files files;
	int width = 0, status;

	if (arguments->files.npaths > 0)
		files_load(&files, arguments->files.paths, arguments->files.npaths);
	else
		files_load(&files, usual, 1);
	if (!files.error)
		files.error = tags_choose(&arguments->tags, &files);
	status = files.error || files.nwrong > 0 ? EXIT_USAGE : EXIT_PASSED;
	if (arguments->json) {
		json_object *root = json_root();
		json_object *array = json_object_new_array();

		for (size_t i = 0; i < files.count; i++)
			if (files.items[i].scenario)
				json_object_array_add(array, scenario_json(files.items[i].scenario));
		json_put_text(root, "error", files.error);
		json_object_object_add(root, "scenarios", array);
		json_print(root);
	} else {
		for (size_t i = 0; i < files.count; i++) {
			const struct scenario *scenario = files.items[i].scenario;
			char *what = scenario ? selector(scenario) : xstrdup("");

			if ((int)strlen(what) > width)
				width = strlen(what);
			free(what);
		}
		for (size_t i = 0; i < files.count; i++)
			if (files.items[i].scenario)
				print_scenario(files.items[i].scenario, width);
	}
	if (files.error)
		fprintf(stderr, "zcopy-ctl list: %s\n", files.error);
	files_print_complaints(&files);
	files_finish(&files);
	return status;
}

static int list_targets(const struct arguments *arguments)
{
	json_object *root = json_root();
	json_object *array = json_object_new_array();
	struct targets targets;
	char *error = NULL;

	targets_load(&targets);
	if (targets.count == 0)
		targets_find(&targets, "", &error);
	for (size_t i = 0; i < targets.count; i++) {
		const struct target *target = &targets.items[i];
		json_object *one = json_object_new_object();
		json_object *kernels = json_object_new_array();

		if (!arguments->json)
			printf("%s", target->name);
		for (size_t k = 0; k < target->nkernels; k++) {
			json_object *kernel = json_object_new_object();

			json_put_text(kernel, "name", target->kernels[k].name);
			json_object_object_add(kernel, "built",
					       json_object_new_boolean(target->kernels[k].built));
			json_object_array_add(kernels, kernel);
			if (!arguments->json)
				printf("%s%s%s", k ? ", " : "  kernels: ",
				       target->kernels[k].name,
				       target->kernels[k].built ? "" : " (not built)");
		}
		if (!arguments->json)
			putchar('\n');
		json_put_text(one, "name", target->name);
		json_put_text(one, "folder", target->folder);
		json_object_object_add(one, "kernels", kernels);
		json_object_array_add(array, one);
	}
	json_put_text(root, "error", error);
	json_object_object_add(root, "targets", array);
	if (arguments->json)
		json_print(root);
	else
		json_object_put(root);
	if (error)
		fprintf(stderr, "zcopy-ctl list: %s\n", error);
	free(error);
	int status = targets.count ? EXIT_PASSED : EXIT_ENVIRONMENT;

	targets_finish(&targets);
	return status;
}

int cmd_list(int argc, char **argv)
{
	struct arguments arguments = { 0 };

	argp_parse(&list_argp, argc, argv, 0, NULL, &arguments);
	int code = arguments.targets ? list_targets(&arguments) : list_scenarios(&arguments);

	tags_finish(&arguments.tags);
	return code;
}
