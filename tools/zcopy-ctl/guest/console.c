// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * zcopy-ctl console: runs one program in a domain for somebody on the host, in the
 * conductor's or the agent's place and over its stream.
 *
 *   console: {"hello":1}
 *   host:    {"open":{"command":[...] or null,"terminal":true,"columns":80,"rows":24,
 *             "type":"xterm","folder":"/..."}}
 *   console: {"data":BASE64,"fd":1 or 2} ..., {"exit":CODE}
 *   host:    {"data":BASE64}, {"size":{"columns":80,"rows":24}}, {"end":1}
 *
 * With a terminal, the program gets a pseudo terminal of its own, otherwise three
 * pipes. When the host's end closes, the program is hung up.
 */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pty.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands.h"
#include "relay.h"
#include "scenario/values.h"
#include "stream.h"
#include "transport.h"
#include "util/base64.h"
#include "util/json-out.h"
#include "util/memory.h"
#include "worker.h"

/* A program that does not end when it is hung up */
#define HANGUP_SECONDS	2

struct console {
	struct stream stream;
	pid_t pid;
	int pidfd;
	bool terminal;
	int input;		/* of the program; -1: closed */
	int outputs[2];		/* its standard output and error; -1: none or closed */
	sem_t gone;		/* the host's end is closed */
};

static bool say(struct console *console, struct json_object *message)
{
	bool said = stream_write(&console->stream, message);

	json_object_put(message);
	return said;
}

static struct json_object *number_message(const char *key, int number)
{
	struct json_object *message = json_object_new_object();

	json_object_object_add(message, key, json_object_new_int(number));
	return message;
}

static unsigned short dimension(struct json_object *from, const char *key)
{
	return json_object_get_int(json_object_object_get(from, key));
}

static struct winsize size_of(struct json_object *from)
{
	return (struct winsize){
		.ws_col = dimension(from, "columns"), .ws_row = dimension(from, "rows"),
	};
}

/* What is built or installed beside this program is found by its name */
static void set_path(void)
{
	char path[PATH_MAX], *slash, *all;
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length <= 0)
		return;
	path[length] = '\0';
	slash = strrchr(path, '/');
	*slash = '\0';
	all = xprintf("%s:%s", path, getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
	setenv("PATH", all, 1);
	free(all);
}

static void set_environment(struct json_object *open)
{
	const char *type = json_object_get_string(json_object_object_get(open, "type"));
	const char *folder = json_object_get_string(json_object_object_get(open, "folder"));

	set_path();
	setenv("TERM", type ? type : "dumb", 1);
	/* The root may be read-only, and somebody else's */
	setenv("HOME", "/run", 1);
	setenv("USER", "root", 1);
	if ((!folder || chdir(folder) != 0) && chdir("/") != 0)
		_exit(126);
}

/* Runs in the child */
static void become_program(struct json_object *open)
{
	struct json_object *command = json_object_object_get(open, "command");
	size_t count = json_object_is_type(command, json_type_array) ?
		json_object_array_length(command) : 0;
	char **argv = xalloc((count + 2) * sizeof(*argv));

	set_environment(open);
	for (size_t i = 0; i < count; i++)
		argv[i] = (char *)json_object_get_string(json_object_array_get_idx(command, i));
	if (count == 0)
		argv[0] = access("/bin/bash", X_OK) == 0 ? "/bin/bash" : "/bin/sh";
	setenv("SHELL", access("/bin/bash", X_OK) == 0 ? "/bin/bash" : "/bin/sh", 1);
	signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], argv);
	fprintf(stderr, "zcopy-ctl console: cannot run %s: %s\n", argv[0], strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

static bool start_on_terminal(struct console *console, struct json_object *open)
{
	struct winsize size = size_of(open);
	int master;

	console->pid = forkpty(&master, NULL, NULL, &size);
	if (console->pid == 0)
		become_program(open);
	if (console->pid < 0)
		return false;
	fcntl(master, F_SETFD, FD_CLOEXEC);
	console->input = console->outputs[0] = master;
	return true;
}

static bool start_on_pipes(struct console *console, struct json_object *open)
{
	int pipes[3][2];

	for (int i = 0; i < 3; i++)
		if (pipe2(pipes[i], O_CLOEXEC) != 0)
			return false;
	console->pid = fork();
	if (console->pid == 0) {
		setsid();
		dup2(pipes[0][0], STDIN_FILENO);
		dup2(pipes[1][1], STDOUT_FILENO);
		dup2(pipes[2][1], STDERR_FILENO);
		become_program(open);
	}
	close(pipes[0][0]);
	close(pipes[1][1]);
	close(pipes[2][1]);
	console->input = pipes[0][1];
	console->outputs[0] = pipes[1][0];
	console->outputs[1] = pipes[2][0];
	return console->pid > 0;
}

static bool start(struct console *console, struct json_object *open)
{
	console->terminal = json_object_get_boolean(json_object_object_get(open, "terminal"));
	if (!(console->terminal ? start_on_terminal(console, open) : start_on_pipes(console, open)))
		return false;
	console->pidfd = syscall(SYS_pidfd_open, console->pid, 0);
	return console->pidfd >= 0;
}

static void type_in(struct console *console, const char *text)
{
	size_t length = 0, done = 0;
	char *bytes = base64_decode(text, &length);

	while (bytes && done < length && console->input >= 0) {
		ssize_t n = write(console->input, bytes + done, length - done);

		if (n > 0)
			done += n;
		else if (n < 0 && errno != EINTR)
			break;
	}
	free(bytes);
}

static void handle(struct console *console, struct json_object *message)
{
	struct json_object *value;

	if (json_object_object_get_ex(message, "data", &value)) {
		type_in(console, json_object_get_string(value));
	} else if (json_object_object_get_ex(message, "size", &value)) {
		struct winsize size = size_of(value);

		if (console->terminal)
			ioctl(console->input, TIOCSWINSZ, &size);
	} else if (json_object_object_get_ex(message, "end", NULL) && !console->terminal &&
		   console->input >= 0) {
		close(console->input);
		console->input = -1;
	}
}

/* In a thread of its own: what is typed may have to wait for the program. */
static void listen_to_host(void *argument)
{
	struct console *console = argument;
	struct json_object *message;

	while ((message = stream_read(&console->stream))) {
		handle(console, message);
		json_object_put(message);
	}
	sem_post(&console->gone);
	kill(-console->pid, SIGHUP);
	sleep(HANGUP_SECONDS);
	kill(-console->pid, SIGKILL);
}

/* Return: false when there is no more */
static bool pass_on(struct console *console, int index)
{
	struct json_object *message;
	char bytes[4096], *text;
	ssize_t got = read(console->outputs[index], bytes, sizeof(bytes));

	if (got < 0 && errno == EINTR)
		return true;
	/* A pseudo terminal that nobody has open any more answers EIO. */
	if (got <= 0)
		return false;
	text = base64_encode(bytes, got);
	message = number_message("fd", index + 1);
	json_put_text(message, "data", text);
	free(text);
	return say(console, message);
}

/* Until the program has ended and what it wrote is sent */
static int serve(struct console *console)
{
	bool ended = false;
	int status = 0;

	for (;;) {
		struct pollfd fds[3] = {
			{ .fd = console->outputs[0], .events = POLLIN },
			{ .fd = console->outputs[1], .events = POLLIN },
			{ .fd = ended ? -1 : console->pidfd, .events = POLLIN },
		};
		int ready = poll(fds, 3, ended ? 0 : -1);

		if (ready < 0 && errno != EINTR)
			break;
		/* Others may have its terminal or its pipes open for ever. */
		if (ready == 0 && ended)
			break;
		for (int i = 0; ready > 0 && i < 2; i++)
			if (fds[i].revents && !pass_on(console, i))
				console->outputs[i] = -1;
		if (ready > 0 && fds[2].revents)
			ended = waitpid(console->pid, &status, 0) == console->pid;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int serve_host(int fd)
{
	struct console console = { .input = -1, .outputs = { -1, -1 } };
	struct json_object *message = NULL, *open = NULL;
	int code;

	stream_init(&console.stream, fd);
	sem_init(&console.gone, 0, 0);
	if (!say(&console, number_message("hello", 1)))
		return EXIT_ENVIRONMENT;
	while ((message = stream_read(&console.stream)) &&
	       !json_object_object_get_ex(message, "open", &open))
		json_object_put(message);
	if (!message)
		return EXIT_ENVIRONMENT;
	if (!start(&console, open)) {
		fprintf(stderr, "zcopy-ctl console: cannot start a program: %s\n", strerror(errno));
		return EXIT_ENVIRONMENT;
	}
	json_object_put(message);
	worker_run(listen_to_host, &console);
	code = serve(&console);
	say(&console, number_message("exit", code));
	/* It has to be read before the domain ends, and the stream with it. */
	while (sem_wait(&console.gone) != 0)
		;
	return EXIT_PASSED;
}

struct console_options {
	const char *stream, *relay, *toolstack;
};

static const struct argp_option options[] = {
	{ "stream", 's', "STREAM", 0,
	  "Stream to the host: a file, a descriptor, or \"vchan\" to the backend domain", 0 },
	{ "relay", 'r', "STREAM", 0,
	  "Run nothing: pass on bytes between the host and this stream to another domain's "
	  "console; also \"vchan:DOMID\"", 0 },
	{ "toolstack", 't', "STREAM", 0, "With --relay: stream that tells when the other domain died", 0 },
	{ 0 },
};

static error_t parse(int key, char *text, struct argp_state *state)
{
	struct console_options *given = state->input;

	switch (key) {
	case 's':
		given->stream = text;
		return 0;
	case 'r':
		given->relay = text;
		return 0;
	case 't':
		given->toolstack = text;
		return 0;
	case ARGP_KEY_END:
		if (!given->stream)
			argp_error(state, "--stream is needed");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int open_vchan(const char *domid, struct trouble *trouble)
{
	struct transport *transport;
	uint64_t number = 0;
	uint32_t own;

	if (!*domid)
		return vchan_join(&own, trouble);
	if (!value_number(domid, &number))
		return trouble_set(trouble, EINVAL, "\"%s\" is no domain's number", domid);
	transport = transport_of_vchan();
	return transport->open(transport, number, trouble);
}

/*
 * A file, a descriptor's number, "vchan:DOMID" to serve that domain, or "vchan" to
 * join the backend. Return: -1 when it cannot be had, or none is named.
 */
static int open_stream(const char *name, bool *good)
{
	struct trouble trouble = { 0 };
	uint64_t number;
	int fd = -1;

	if (!name)
		return -1;
	if (value_number(name, &number)) {
		fd = number;
	} else if (strncmp(name, "vchan", 5) == 0) {
		fd = open_vchan(name + 5 + (name[5] == ':'), &trouble);
	} else {
		fd = open(name, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			trouble_errno(&trouble, errno, "cannot open %s", name);
	}
	if (fd < 0) {
		fprintf(stderr, "zcopy-ctl console: %s\n", trouble.text);
		*good = false;
	}
	trouble_clear(&trouble);
	return fd;
}

int cmd_console(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options, .parser = parse,
		.doc = "Run a program in a domain for somebody on the host.",
	};
	struct console_options given = { 0 };
	bool good = true;
	int host, domain, toolstack;

	argp_parse(&argp, argc, argv, 0, NULL, &given);
	signal(SIGPIPE, SIG_IGN);
	host = open_stream(given.stream, &good);
	domain = open_stream(given.relay, &good);
	toolstack = open_stream(given.toolstack, &good);
	if (!good)
		return EXIT_ENVIRONMENT;
	if (given.relay)
		return relay(host, domain, toolstack) ? EXIT_PASSED : EXIT_ENVIRONMENT;
	/* A thread may still be at it: the end of the process ends it. */
	_exit(serve_host(host));
}
