// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * zcopy-ctl conduct: runs scenarios in the backend domain, one after the other,
 * as the host sends them over the record stream.
 *
 *   conductor: {"hello":1,"target":{"caps":[…],"domids":{…},"kernel":"6.12…"}}
 *   host:      {"run":{"path":…,"text":…,"seed":1,"resume":null,"endless":false}}
 *   conductor: {"step":{…}} …, {"checkpoint":{…}} before it has itself killed,
 *              {"file":{…}} for each picture if the host asked for them,
 *              {"waiting":TEXT} while something takes long, {"result":{…}}
 *   host:      {"quit":1}
 */
#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

#include "commands.h"
#include "conductor.h"
#include "domid.h"
#include "modules.h"
#include "scenario/values.h"
#include "scenario/verbs.h"
#include "xen-numbers.h"

struct conduct_options {
	uint64_t record, agent, toolstack, domid, front_domid, patience, refresh;
	bool vchan, send_files, keep_back;
	const char *toolstack_program, *out, *display;
};

#define NOT_GIVEN	UINT64_MAX

enum { KEY_RECORD = 'r', KEY_AGENT = 'a', KEY_TOOLSTACK = 't', KEY_TOOLSTACK_EXEC = 'T',
	KEY_OUT = 'o', KEY_DISPLAY = 'D', KEY_DOMID = 'd', KEY_FRONT_DOMID = 'f',
	KEY_PATIENCE = 'p', KEY_REFRESH = 'R', KEY_SEND_FILES = 'F',
	KEY_KEEP_BACK = 'K' };

static const struct argp_option options[] = {
	{ "record", KEY_RECORD, "FD", 0, "Descriptor of the stream to the host", 0 },
	{ "agent", KEY_AGENT, "FD|vchan", 0,
	  "Descriptor of the stream to the frontend's agent; or \"vchan\": it is started, and comes over one", 0 },
	{ "toolstack", KEY_TOOLSTACK, "FD", 0,
	  "Descriptor of the stream to what kills and starts domains (default: none)", 0 },
	{ "toolstack-exec", KEY_TOOLSTACK_EXEC, "PROGRAM", 0,
	  "The same as a program, with the stream as its standard input and output", 0 },
	{ "out", KEY_OUT, "FOLDER", 0, "Where pictures go (default: none are written)", 0 },
	{ "send-files", KEY_SEND_FILES, NULL, 0,
	  "Send the pictures to the host, which does not see that folder, and remove them", 0 },
	{ "keep-back", KEY_KEEP_BACK, NULL, 0,
	  "Do not offer to kill this domain: somebody else works in it, too", 0 },
	{ "display", KEY_DISPLAY, "DRIVER", 0,
	  "DRM driver of the display device (default vkms)", 0 },
	{ "domid", KEY_DOMID, "N", 0, "Id of this domain (default: what the kernel tells, else 0)", 0 },
	{ "front-domid", KEY_FRONT_DOMID, "N", 0,
	  "Id of the frontend domain until its agent tells (default 1)", 0 },
	{ "refresh", KEY_REFRESH, "HZ", 0,
	  "Frames per second on the display (default: what it offers, else 60)", 0 },
	{ "patience", KEY_PATIENCE, "FACTOR", 0,
	  "Stretches default deadlines, for slow kernels (default 1)", 0 },
	{ 0 },
};

static error_t parse(int key, char *text, struct argp_state *state)
{
	struct conduct_options *given = state->input;
	const struct {
		int key;
		uint64_t *value;
	} numbers[] = {
		{ KEY_RECORD, &given->record }, { KEY_AGENT, &given->agent },
		{ KEY_TOOLSTACK, &given->toolstack }, { KEY_DOMID, &given->domid },
		{ KEY_FRONT_DOMID, &given->front_domid }, { KEY_PATIENCE, &given->patience },
		{ KEY_REFRESH, &given->refresh },
	};

	if (key == KEY_AGENT && strcmp(text, "vchan") == 0) {
		given->vchan = true;
		return 0;
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (numbers[i].key != key)
			continue;
		if (!value_number(text, numbers[i].value))
			argp_error(state, "\"%s\" is no number", text);
		return 0;
	}
	switch (key) {
	case KEY_TOOLSTACK_EXEC:
		given->toolstack_program = text;
		return 0;
	case KEY_SEND_FILES:
		given->send_files = true;
		return 0;
	case KEY_KEEP_BACK:
		given->keep_back = true;
		return 0;
	case KEY_OUT:
		given->out = text;
		return 0;
	case KEY_DISPLAY:
		given->display = text;
		return 0;
	case ARGP_KEY_END:
		if (given->record == NOT_GIVEN || (given->agent == NOT_GIVEN && !given->vchan))
			argp_error(state, "--record=FD and --agent=FD|vchan are both needed");
		if (given->toolstack != NOT_GIVEN && given->toolstack_program)
			argp_error(state, "--toolstack=FD and --toolstack-exec=PROGRAM are the same thing: give one");
		if (given->patience < 1)
			argp_error(state, "--patience is at least 1");
		if (given->refresh > 1000)
			argp_error(state, "--refresh is at most 1000");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* 16384x6144 pixels, and some to spare */
#define LARGE_PAGES	100000

/* How many pages a domain may grant: its start sets a limit that its memory bears */
static unsigned long grants_possible(void)
{
	FILE *file = fopen("/sys/module/xen_gntalloc/parameters/limit", "re");
	unsigned long limit = 0;

	if (file && fscanf(file, "%lu", &limit) != 1)
		limit = 0;
	if (file)
		fclose(file);
	return limit;
}

/* What this target can do, found by looking */
static struct json_object *find_caps(struct conductor *conductor, bool keep_back)
{
	struct trouble ignored = { 0 };
	const struct actor *actor = &conductor->actor;
	const bool have[] = {	/* in the order of capabilities[] */
		actor->gnttab && actor->gntshr,
		actor_need_display(&conductor->actor, &ignored) == 0,
		fault_possible(),
		conductor->toolstack.fd >= 0,
		/* Whoever takes over from us must find the frontend's stream */
		conductor->toolstack.fd >= 0 && conductor->transport->lasting && !keep_back,
		!xen_is_pv(),
		actor_need_importer(&conductor->actor, &ignored) == 0,
		grants_possible() >= LARGE_PAGES,
		module_is_replaceable(),
	};
	struct json_object *caps = json_object_new_array();

	for (size_t i = 0; i < sizeof(have) / sizeof(have[0]); i++)
		if (have[i])
			json_object_array_add(caps, json_object_new_string(capabilities[i]));
	trouble_clear(&ignored);
	return caps;
}

static bool say_hello(struct conductor *conductor, struct json_object *caps)
{
	struct json_object *hello = json_object_new_object();
	struct json_object *target = json_object_new_object();
	struct json_object *domids = json_object_new_object();
	struct utsname kernel;
	bool said;

	for (int role = ROLE_FRONT; role <= ROLE_BACK; role++)
		json_object_object_add(domids, role_name(role),
				       json_object_new_uint64(conductor->domid[role]));
	json_object_object_add(target, "caps", json_object_get(caps));
	json_object_object_add(target, "domids", domids);
	json_object_object_add(target, "modules", modules_json());
	if (uname(&kernel) == 0)
		json_object_object_add(target, "kernel", json_object_new_string(kernel.release));
	json_object_object_add(hello, "hello", json_object_new_int(1));
	json_object_object_add(hello, "target", target);
	said = stream_write(&conductor->record, hello);
	json_object_put(hello);
	return said;
}

/*
 * A lasting transport's frontend runs already. Without a toolstack, somebody
 * else starts the domain of --front-domid.
 */
static int bring_up_front(struct conductor *conductor, struct trouble *trouble)
{
	if (conductor->transport->lasting)
		return 0;
	if (conductor->toolstack.fd < 0)
		return link_open(conductor, trouble);
	return front_start(conductor, trouble);
}

static int open_toolstack(const struct conduct_options *given, struct trouble *trouble)
{
	if (given->toolstack_program)
		return toolstack_spawn(given->toolstack_program, trouble);
	return given->toolstack == NOT_GIVEN ? -1 : (int)given->toolstack;
}

/* In the console's last words the host finds the cause */
static int cannot(struct trouble *trouble)
{
	fprintf(stderr, "zcopy-ctl conduct: %s\n", trouble->text);
	trouble_clear(trouble);
	return EXIT_ENVIRONMENT;
}

/* A serial line carries the record as it is: no echo, no line discipline */
static void make_raw(int fd)
{
	struct termios settings;

	if (tcgetattr(fd, &settings) != 0)
		return;
	cfmakeraw(&settings);
	settings.c_cflag |= CLOCAL | CREAD;
	tcsetattr(fd, TCSANOW, &settings);
}

int cmd_conduct(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options, .parser = parse,
		.doc = "Run scenarios in the backend domain, as the host sends them.",
	};
	struct conduct_options given = {
		.record = NOT_GIVEN, .agent = NOT_GIVEN, .toolstack = NOT_GIVEN,
		.domid = domid_of_self(0), .front_domid = 1, .patience = 1, .display = "vkms",
	};
	struct conductor conductor;
	struct json_object *caps, *message;
	struct trouble trouble = { 0 };
	int toolstack;

	argp_err_exit_status = EXIT_USAGE;
	if (argp_parse(&argp, argc, argv, 0, NULL, &given))
		return EXIT_USAGE;
	/* A neighbour that has gone away is an error to be told, not our end */
	signal(SIGPIPE, SIG_IGN);
	make_raw(given.record);
	toolstack = open_toolstack(&given, &trouble);
	if (trouble.error)
		return cannot(&trouble);
	conductor_init(&conductor, &(struct conductor_config){
		.record = given.record, .toolstack = toolstack,
		.transport = given.vchan ? transport_of_vchan() : transport_of_fd(given.agent),
		.front_domid = given.front_domid, .patience = given.patience,
		.send_files = given.send_files,
		.actor = {
			.domid = given.domid, .display_driver = given.display, .out = given.out,
			.refresh = given.refresh, .patience = given.patience, .neighbour = -1,
		},
	});
	xen_numbers_prepare();
	if (bring_up_front(&conductor, &trouble) < 0)
		_exit(cannot(&trouble));
	/* Its kernel boots meanwhile */
	caps = find_caps(&conductor, given.keep_back);
	if (!conductor.transport->lasting && front_wait(&conductor, &trouble) < 0)
		_exit(cannot(&trouble));
	if (xen_numbers_start(&trouble) < 0)
		_exit(cannot(&trouble));
	if (!say_hello(&conductor, caps))
		_exit(EXIT_ENVIRONMENT);
	while ((message = stream_read(&conductor.record))) {
		struct json_object *order;
		bool quit = json_object_object_get_ex(message, "quit", NULL);

		if (json_object_object_get_ex(message, "run", &order))
			conduct_run(&conductor, order, caps);
		json_object_put(message);
		if (quit)
			break;
	}
	/* Not torn down, as in the agent: threads listen and may be at work */
	_exit(EXIT_PASSED);
}
