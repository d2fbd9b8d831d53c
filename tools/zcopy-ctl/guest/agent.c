// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * zcopy-ctl agent: does the frontend's steps. It reads requests from a byte
 * stream, one JSON object per line, and answers each; it keeps no state beyond
 * its actor's.
 *
 *   agent:     {"hello":1,"domid":1}
 *   conductor: {"id":7,"do":{"verb":"draw","args":[…],…},"background":false}
 *   agent:     {"id":7,"error":0,"message":null,"out":{…}}
 *
 * "error" is an errno value. Background requests run in threads of their own,
 * so answers come in any order.
 */
#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "actor.h"
#include "commands.h"
#include "domid.h"
#include "scenario/values.h"
#include "stream.h"
#include "transport.h"
#include "util/memory.h"
#include "worker.h"
#include "xen-numbers.h"

struct agent {
	struct stream stream;
	struct actor actor;
};

struct request {
	struct agent *agent;
	struct json_object *message;
};

static void serve(void *argument)
{
	struct request *request = argument;
	struct json_object *answer = json_object_new_object();
	struct json_object *out = json_object_new_object();
	struct json_object *todo = json_object_object_get(request->message, "do");
	struct json_object *id = json_object_object_get(request->message, "id");
	struct trouble trouble = { 0 };

	actor_do(&request->agent->actor, todo, out, &trouble);
	json_object_object_add(answer, "id", json_object_get(id));
	json_object_object_add(answer, "error", json_object_new_int(trouble.error));
	json_object_object_add(answer, "message",
			       trouble.text ? json_object_new_string(trouble.text) : NULL);
	json_object_object_add(answer, "out", out);
	stream_write(&request->agent->stream, answer);
	json_object_put(answer);
	trouble_clear(&trouble);
	json_object_put(request->message);
	free(request);
}

static bool say_hello(struct agent *agent)
{
	struct json_object *hello = json_object_new_object();
	bool said;

	json_object_object_add(hello, "hello", json_object_new_int(1));
	json_object_object_add(hello, "domid",
			       json_object_new_uint64(agent->actor.config.domid));
	said = stream_write(&agent->stream, hello);
	json_object_put(hello);
	return said;
}

static void serve_all(struct agent *agent)
{
	struct json_object *message;

	while ((message = stream_read(&agent->stream))) {
		struct request *request = xalloc(sizeof(*request));
		bool background =
			json_object_get_boolean(json_object_object_get(message, "background"));

		*request = (struct request){ .agent = agent, .message = message };
		if (background)
			worker_run(serve, request);
		else
			serve(request);
	}
}

struct agent_options {
	uint64_t stream;
	bool stream_given, vchan;
	uint64_t domid;
	uint64_t patience;
	uint64_t neighbour;
	bool neighbour_given;
	const char *display;
};

static const struct argp_option options[] = {
	{ "stream", 's', "FD", 0, "Descriptor of the stream to the conductor", 0 },
	{ "vchan", 'v', NULL, 0,
	  "Wait for the conductor's vchan instead; XenStore tells this domain's id", 0 },
	{ "domid", 'd', "N", 0, "Id of this domain (default: what the kernel tells, else 1)", 0 },
	{ "patience", 'p', "FACTOR", 0,
	  "Stretches default deadlines, for slow kernels (default 1)", 0 },
	{ "display", 'D', "DRIVER", 0, "DRM driver of the display device (default vkms)", 0 },
	{ "neighbour", 'n', "FD", 0,
	  "Descriptor of a Unix socket to another process of this domain, for dma-bufs (default: none)", 0 },
	{ 0 },
};

static error_t parse(int key, char *text, struct argp_state *state)
{
	struct agent_options *given = state->input;

	switch (key) {
	case 's':
		if (!value_number(text, &given->stream))
			argp_error(state, "--stream=%s: expected a descriptor's number", text);
		given->stream_given = true;
		return 0;
	case 'v':
		given->vchan = true;
		return 0;
	case 'd':
		if (!value_number(text, &given->domid))
			argp_error(state, "--domid=%s: expected a number", text);
		return 0;
	case 'p':
		if (!value_number(text, &given->patience) || given->patience < 1)
			argp_error(state, "--patience=%s: expected a number, at least 1", text);
		return 0;
	case 'D':
		given->display = text;
		return 0;
	case 'n':
		if (!value_number(text, &given->neighbour))
			argp_error(state, "--neighbour=%s: expected a descriptor's number", text);
		given->neighbour_given = true;
		return 0;
	case ARGP_KEY_END:
		if (given->stream_given == given->vchan)
			argp_error(state, "where is the conductor? --stream=FD or --vchan");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int join(struct agent_options *given)
{
	struct trouble trouble = { 0 };
	uint32_t domid = 0;
	int fd = vchan_join(&domid, &trouble);

	if (fd >= 0 && xen_numbers_start(&trouble) < 0)
		fd = -1;
	if (fd < 0)
		fprintf(stderr, "zcopy-ctl agent: %s\n", trouble.text);
	trouble_clear(&trouble);
	given->domid = domid;
	return fd;
}

int cmd_agent(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options, .parser = parse,
		.doc = "Do the frontend's steps of scenarios, as a conductor asks for them.",
	};
	struct agent_options given = { .domid = domid_of_self(1), .display = "vkms", .patience = 1 };
	struct agent agent;
	int result, fd;

	argp_err_exit_status = EXIT_USAGE;
	if (argp_parse(&argp, argc, argv, 0, NULL, &given))
		return EXIT_USAGE;
	signal(SIGPIPE, SIG_IGN);
	xen_numbers_prepare();
	fd = given.vchan ? join(&given) : (int)given.stream;
	if (fd < 0)
		return EXIT_ENVIRONMENT;
	stream_init(&agent.stream, fd);
	actor_init(&agent.actor, &(struct actor_config){
		.domid = given.domid, .display_driver = given.display,
		.patience = given.patience,
		.neighbour = given.neighbour_given ? (int)given.neighbour : -1,
	});
	result = say_hello(&agent) ? EXIT_PASSED : EXIT_ENVIRONMENT;
	if (result == EXIT_PASSED)
		serve_all(&agent);
	/*
	 * Not torn down: a background step may still be at it, and the end of
	 * the process lets go of everything in the order that a crash would.
	 */
	_exit(result);
}
