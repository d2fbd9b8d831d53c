// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "commands.h"
#include "host/options.h"
#include "target/targets.h"
#include "util/capture.h"
#include "util/json-out.h"
#include "util/memory.h"

static const struct argp_child children[] = { { &json_argp, 0, NULL, 0 }, { 0 } };

/* Without a parser of its own, its input is its child's */
static const struct argp argp = {
	.children = children,
	.doc = "Shows the version, the targets with their kernels, and for everything that is "
	       "missing the command that mends it. Exit status 3 when no target is ready.",
};

/*
 * The target's own start knows best what it needs: it is asked, not guessed. One
 * that cannot be asked (--check is a wrong option to it) has its kernels looked at.
 */
static bool ask(const struct target *target, const struct target_kernel *known, char **about)
{
	const char *kernel = known ? known->name : NULL;
	char *start = xprintf("%s/start", target->folder);
	char *argv[] = { start, "--check", "--kernel", (char *)kernel, NULL };
	char *out, *err;
	int code;

	if (!kernel)
		argv[2] = NULL;
	code = capture(argv, &out, &err);
	free(start);
	*about = code == 0 ? out : err;
	free(code == 0 ? err : out);
	if (code == EXIT_USAGE && known) {
		free(*about);
		*about = xstrdup(known->built ? "built" : "not built");
		return known->built;
	}
	if (code != 0 && !**about) {
		free(*about);
		*about = xprintf("%s/start ended with %d", target->folder, code);
	}
	return code == 0;
}

static bool show_kernel(const struct target *target, const struct target_kernel *known,
			json_object *array, bool json)
{
	const char *kernel = known ? known->name : NULL;
	json_object *one = json_object_new_object();
	char *about;
	bool ready = ask(target, known, &about);

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

	argp_parse(&argp, argc, argv, 0, NULL, &json);
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
