// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "commands.h"
#include "host/ask.h"
#include "host/options.h"
#include "target/targets.h"
#include "util/json-out.h"

static const struct argp_child children[] = { { &json_argp, 0, NULL, 0 }, { 0 } };

/* Without a parser of its own, its input is its child's */
const struct argp info_argp = {
	.children = children,
	.doc = "Shows the version, the targets with their kernels, and for everything that is "
	       "missing the command that mends it. Exit status 3 when no target is ready.",
};

static bool show_kernel(const struct target *target, const struct target_kernel *known,
			json_object *array, bool json)
{
	const char *kernel = known ? known->name : NULL;
	json_object *one = json_object_new_object();
	char *about;
	bool ready = target_ask(target, known, &about) == 0;

	json_put_text(one, "name", kernel);
	json_object_object_add(one, "ready", json_object_new_boolean(ready));
	json_put_text(one, ready ? "about" : "missing", about);
	json_put_text(one, ready ? "missing" : "about", NULL);
	json_object_array_add(array, one);
	if (!json)
		printf("  %-8s %-8s %s\n", kernel ? kernel : "", ready ? "ready" : "missing", about);
	free(about);
	return ready;
}

static bool show_target(const struct target *target, json_object *array, bool json)
{
	json_object *one = json_object_new_object();
	json_object *kernels = json_object_new_array();
	bool ready = false;

	if (!json)
		printf("target %s (%s)\n", target->name, target->folder);
	if (!json && target->problem)
		printf("  %s\n", target->problem);
	for (size_t i = 0; i < target->nkernels; i++)
		ready |= show_kernel(target, &target->kernels[i], kernels, json);
	if (target->nkernels == 0)
		ready = show_kernel(target, NULL, kernels, json);
	json_put_text(one, "name", target->name);
	json_put_text(one, "folder", target->folder);
	json_put_text(one, "problem", target->problem);
	json_object_object_add(one, "kernels", kernels);
	json_object_array_add(array, one);
	return ready;
}

int cmd_info(int argc, char **argv)
{
	json_object *root = json_root(), *array = json_object_new_array();
	struct targets targets;
	struct utsname host;
	char *error = NULL;
	bool json = false, ready = false;

	argp_parse(&info_argp, argc, argv, 0, NULL, &json);
	targets_load(&targets);
	if (targets.count == 0)
		targets_find(&targets, "", &error);
	json_put_text(root, "version", zcopy_version);
	if (!json)
		printf("zcopy-ctl %s\n", zcopy_version);
	if (uname(&host) == 0) {
		json_put_text(root, "host", host.release);
		if (!json)
			printf("host %s %s %s\n", host.sysname, host.release, host.machine);
	}
	for (size_t i = 0; i < targets.count; i++)
		ready |= show_target(&targets.items[i], array, json);
	json_put_text(root, "error", error);
	json_object_object_add(root, "targets", array);
	if (json)
		json_print(root);
	else
		json_object_put(root);
	if (error)
		fprintf(stderr, "zcopy-ctl info: %s\n", error);
	free(error);
	targets_finish(&targets);
	return ready ? EXIT_PASSED : EXIT_ENVIRONMENT;
}
