// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The host's side of tools/zcopy-ctl/guest/console.c, which has the messages.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "commands.h"
#include "host/escape.h"
#include "host/evidence.h"
#include "host/phases.h"
#include "host/progress.h"
#include "host/session.h"
#include "target/machine.h"
#include "util/base64.h"
#include "util/folder.h"
#include "util/json-out.h"
#include "util/memory.h"
#include "util/plain.h"
#include "util/terminal.h"

/* How soon to look again whether the domain takes more of what is typed */
#define FULL_SECONDS	0.02
/* Lines of each console that are shown when a domain has ended */
#define LAST_WORDS	8
#define FOREVER		86400.0

struct state {
	const struct session *session;
	struct machine machine;
	bool terminal;		/* both ends of the user are one */
	int events, sizes;	/* epoll and signalfd, with a terminal; else -1 */
	bool input_ended;
	struct escape escape;
	bool reported;		/* a kernel reported a bug */
	bool keep_logs;		/* it did not boot */
	bool over;
	int code;		/* when it is over */
};

/* Said between the program's lines: a raw terminal wants its carriage return. */
static void say(const struct state *state, const char *text)
{
	const char *end = state->terminal ? "\r\n" : "\n";

	fprintf(stderr, "%szcopy-ctl %s: ", state->terminal ? "\r" : "", state->session->command);
	print_plain(stderr, text);
	fputs(end, stderr);
}

static void finish(struct state *state, int code)
{
	state->over = true;
	state->code = code;
}

static void say_splat(struct state *state, const struct console *console)
{
	char *text = evidence_splat_words(console);

	say(state, text);
	free(text);
	state->reported = true;
	for (size_t i = 0; i < NCONSOLES; i++)
		if (&state->machine.consoles[i] == console)
			console_pass_over(&state->machine.consoles[i]);
}

/* The last lines that a kernel, or start, had to say */
static void say_last_words(struct state *state)
{
	for (size_t i = 0; i < NCONSOLES; i++) {
		const struct console *console = &state->machine.consoles[i];
		size_t from = console->nlines > LAST_WORDS ? console->nlines - LAST_WORDS : 0;

		for (size_t k = from; k < console->nlines; k++) {
			char *text = xprintf("%s: %s", console->who, console->lines[k].text);

			say(state, text);
			free(text);
		}
	}
}

static void handle_end(struct state *state)
{
	say(state, "the target ended; what its kernels said last:");
	say_last_words(state);
	state->reported = true;
	finish(state, EXIT_KERNEL);
}

static json_object *size_json(json_object *object)
{
	struct terminal_size size = terminal_size(STDOUT_FILENO);

	json_object_object_add(object, "columns", json_object_new_int(size.columns));
	json_object_object_add(object, "rows", json_object_new_int(size.rows));
	return object;
}

static void send_one(struct state *state, const char *key, json_object *value)
{
	json_object *message = json_object_new_object();

	json_object_object_add(message, key, value);
	/* When nobody listens any more, the next event says why. */
	machine_send(&state->machine, message);
}

static void send_open(struct state *state)
{
	json_object *open = size_json(json_object_new_object());
	json_object *command = json_object_new_array();
	char here[PATH_MAX];

	for (char *const *word = state->session->argv; *word; word++)
		json_object_array_add(command, json_text(*word));
	json_object_object_add(open, "command", command);
	json_object_object_add(open, "terminal", json_object_new_boolean(state->terminal));
	json_put_text(open, "type", getenv("TERM"));
	json_put_text(open, "folder", getcwd(here, sizeof(here)) ? here : NULL);
	send_one(state, "open", open);
}

static void send_data(struct state *state, const char *bytes, size_t length)
{
	char *text = base64_encode(bytes, length);

	if (length)
		send_one(state, "data", json_object_new_string(text));
	free(text);
}

static void take_input(struct state *state)
{
	char bytes[4096], kept[2 * sizeof(bytes)];
	ssize_t got = read(STDIN_FILENO, bytes, sizeof(bytes));
	size_t length;

	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (got <= 0) {
		state->input_ended = true;
		/* A terminal that is gone takes everything with it. */
		if (state->terminal)
			finish(state, EXIT_INTERRUPTED);
		else
			send_one(state, "end", json_object_new_int(1));
		return;
	}
	if (!state->terminal) {
		send_data(state, bytes, got);
		return;
	}
	length = escape_feed(&state->escape, bytes, got, kept);
	send_data(state, kept, length);
	if (state->escape.wants == ESCAPE_HELP)
		say(state, "~. ends the target, ~~ sends one ~, ~? shows this; each behind Enter");
	if (state->escape.wants == ESCAPE_END)
		finish(state, EXIT_INTERRUPTED);
}

static void take_watched(struct state *state)
{
	struct signalfd_siginfo info;
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

	if (state->sizes >= 0 && read(state->sizes, &info, sizeof(info)) == sizeof(info))
		send_one(state, "size", size_json(json_object_new_object()));
	if (!state->input_ended && poll(&input, 1, 0) > 0)
		take_input(state);
}

/* Who reads our output may go: then the program's goes nowhere, and it is ended. */
static void cannot_write(struct state *state)
{
	char *text;

	if (errno == EPIPE) {
		finish(state, 128 + SIGPIPE);
		return;
	}
	text = xprintf("cannot write what the program says: %s", strerror(errno));
	say(state, text);
	free(text);
	finish(state, EXIT_ENVIRONMENT);
}

static void write_out(struct state *state, int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t done = write(fd, bytes, length);

		if (done < 0 && errno == EAGAIN)
			poll(&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, -1);
		else if (done < 0 && errno != EINTR)
			return cannot_write(state);
		bytes += done > 0 ? done : 0;
		length -= done > 0 ? done : 0;
	}
}

static void handle_record(struct state *state, json_object *record)
{
	json_object *value = NULL, *fd = NULL;
	size_t length = 0;
	char *bytes;

	if (json_object_object_get_ex(record, "data", &value)) {
		json_object_object_get_ex(record, "fd", &fd);
		bytes = base64_decode(value ? json_object_get_string(value) : "", &length);
		if (bytes)
			write_out(state, json_object_get_int(fd) == 2 ? STDERR_FILENO : STDOUT_FILENO,
				  bytes, length);
		free(bytes);
	} else if (json_object_object_get_ex(record, "exit", &value)) {
		finish(state, json_object_get_int(value) & 0xff);
	} else if (json_object_object_get_ex(record, "died", &value)) {
		say(state, value ? json_object_get_string(value) : "a domain has ended");
		say_last_words(state);
		state->reported = true;
		finish(state, EXIT_KERNEL);
	}
}

static void one_event(struct state *state)
{
	bool full = state->machine.record >= 0 &&
		poll(&(struct pollfd){ .fd = state->machine.record, .events = POLLOUT }, 1, 0) == 0;
	struct event event;

	/* What is typed is not read before the domain can take it. */
	state->machine.watch = full || state->input_ended ? -1 :
		state->terminal ? state->events : STDIN_FILENO;
	event = machine_next(&state->machine, clock_now() + (full ? FULL_SECONDS : FOREVER));
	switch (event.kind) {
	case EVENT_RECORD:
		handle_record(state, event.record);
		break;
	case EVENT_WATCHED:
		take_watched(state);
		break;
	case EVENT_SPLAT:
		say_splat(state, event.console);
		break;
	case EVENT_ENDED:
		handle_end(state);
		break;
	case EVENT_INTERRUPTED:
		finish(state, EXIT_INTERRUPTED);
		break;
	case EVENT_GARBAGE:
	case EVENT_DEADLINE:
		break;
	}
	json_object_put(event.record);
	free(event.text);
}

static void show_boot(void *context, double seconds)
{
	if (seconds > 1)
		progress_show(context, 0, "boots", seconds);
}

/* Until the domain's end of the stream says hello */
static bool boot(struct state *state)
{
	const struct target *target = state->session->target;
	const char *name = target->name;
	struct progress progress;
	const struct phase_watcher watcher = { .context = &progress, .doing = show_boot };
	struct phase_end end;
	char *text;

	progress_init(&progress, &name, 1);
	end = phase_boot(&state->machine, target->boot_timeout, &watcher);
	progress_wipe(&progress);
	progress_finish(&progress);
	json_object_put(end.hello);
	if (end.verdict == VERDICT_PASSED)
		return true;
	finish(state, end.code);
	if (end.splat) {
		say_splat(state, end.splat);
	} else if (end.refused) {
		say(state, end.message);
	} else if (end.verdict != VERDICT_INTERRUPTED) {
		text = xprintf("target %s does not boot: %s; what its kernels said last:", name, end.message);
		say(state, text);
		free(text);
		say_last_words(state);
		state->keep_logs = true;
	}
	free(end.message);
	return false;
}

static bool watch_terminal(struct state *state)
{
	struct epoll_event event = { .events = EPOLLIN };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigprocmask(SIG_BLOCK, &set, NULL);
	state->sizes = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	state->events = epoll_create1(EPOLL_CLOEXEC);
	return state->sizes >= 0 && state->events >= 0 &&
	       epoll_ctl(state->events, EPOLL_CTL_ADD, state->sizes, &event) == 0 &&
	       epoll_ctl(state->events, EPOLL_CTL_ADD, STDIN_FILENO, &event) == 0 &&
	       terminal_change(TERMINAL_RAW);
}

/* A kernel that finds leaked memory says so while it powers off. */
static void power_off(struct state *state)
{
	const struct phase_watcher nobody = { 0 };
	struct phase_end end;

	machine_hang_up(&state->machine);
	end = phase_power_off(&state->machine, state->session->target->step_timeout, &nobody);
	if (end.splat)
		say_splat(state, end.splat);
	free(end.message);
}

static void save_logs(struct state *state)
{
	/* What cannot be written there is said of each. */
	make_folder(state->session->out);
	for (size_t i = 0; i < CONSOLE_START; i++) {
		const struct console *console = &state->machine.consoles[i];
		char *path = xprintf("%s/%s.%s.log", state->session->out,
				     state->session->command, console->who);

		if (console->nlines && console_save(console, path))
			fprintf(stderr, "log: %s\n", path);
		else if (console->nlines)
			fprintf(stderr, "zcopy-ctl %s: cannot write %s: %s\n",
				state->session->command, path, strerror(errno));
		free(path);
	}
}

static char *start(struct state *state)
{
	const struct session *session = state->session;
	char *path = xprintf("%s/start", session->target->folder);
	char *argv[8] = { path, "--shell", (char *)session->role, NULL };
	char *error;

	if (session->kernel) {
		argv[3] = "--kernel";
		argv[4] = (char *)session->kernel;
	}
	error = machine_prepare() ? machine_start(&state->machine, argv) :
		xprintf("cannot set up signals: %s", strerror(errno));
	free(path);
	return error;
}

int session_run(const struct session *session)
{
	struct state state = {
		.session = session, .events = -1, .sizes = -1, .escape = ESCAPE_INIT,
	};
	char *error = start(&state);

	if (error) {
		fprintf(stderr, "zcopy-ctl %s: %s\n", session->command, error);
		free(error);
		return EXIT_ENVIRONMENT;
	}
	if (boot(&state)) {
		state.terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && watch_terminal(&state);
		send_open(&state);
		while (!state.over)
			one_event(&state);
		terminal_restore();
		state.terminal = false;
		if (state.code != EXIT_INTERRUPTED && !state.machine.ended)
			power_off(&state);
	}
	machine_kill(&state.machine);
	if (state.reported || state.keep_logs)
		save_logs(&state);
	if (state.reported)
		state.code = EXIT_KERNEL;
	machine_finish(&state.machine);
	return state.code;
}
