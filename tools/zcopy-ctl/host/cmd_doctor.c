// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "doctor/findings.h"
#include "guest/doctor-domain.h"
#include "host/doctor-host.h"
#include "host/options.h"
#include "host/where.h"
#include "util/json-out.h"
#include "util/memory.h"

struct arguments {
	struct where where;	/* .target NULL: not given */
	const char *role;
	bool json;
};

static const struct argp_option options[] = {
	{ "role", 'r', "ROLE", 0,
	  "In a domain: look at it as a back or as a front (default: back in domain 0)", 0 },
	{ 0 }
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'r':
		if (strcmp(argument, "back") != 0 && strcmp(argument, "front") != 0)
			argp_error(state, "--role takes back or front, not '%s'", argument);
		arguments->role = argument;
		return 0;
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &arguments->json;
		state->child_inputs[1] = &arguments->where;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {
	{ &json_argp, 0, NULL, 0 }, { &where_argp, 0, NULL, 0 }, { 0 }
};

const struct argp doctor_argp = {
	.options = options, .parser = parse_option, .children = children,
	.doc = "Looks for what is missing, and says the command that mends it. On a developer's "
	       "machine: kernel, permissions, packages, disk and memory, and which targets are built; "
	       "with --on, whether that one can be started. In a domain of Xen: the devices, the driver "
	       "and its limits, debugfs, the display.\v"
	       "Exit status: 0, or 3 when something that is needed is missing. What is a note only "
	       "goes without.",
};

/* Return: 0, or an exit code with a message in @error when the target that is meant is not there */
static int look(const struct arguments *arguments, struct where *where,
		 struct findings *findings, char **error)
{
	const struct target *only = NULL;
	struct targets targets;
	int code = 0;

	if (!where->target && doctor_in_domain()) {
		doctor_domain(findings, arguments->role);
		return 0;
	}
	targets_load(&targets);
	if (where->target)
		only = where_find(where, &targets, error);
	else if (targets.count == 0)
		targets_find(&targets, "", error);
	if (*error)
		code = where_exit_code(&targets);
	else
		doctor_host(findings, &targets, only, where->kernel);
	targets_finish(&targets);
	return code;
}

int cmd_doctor(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct findings findings = { 0 };
	char *error = NULL;
	size_t missing;
	int code;

	argp_parse(&doctor_argp, argc, argv, 0, NULL, &arguments);
	code = look(&arguments, &arguments.where, &findings, &error);
	missing = findings_missing(&findings);
	if (missing)
		code = EXIT_ENVIRONMENT;
	if (arguments.json) {
		json_object *root = json_root();

		json_put_text(root, "error", error);
		json_object_object_add(root, "missing", json_object_new_uint64(missing));
		json_object_object_add(root, "findings", findings_json(&findings));
		json_print(root);
	} else if (!error) {
		findings_print(stdout, &findings);
		printf("%zu missing\n", missing);
	}
	if (error)
		fprintf(stderr, "zcopy-ctl doctor: %s\n", error);
	free(error);
	findings_finish(&findings);
	return code;
}
