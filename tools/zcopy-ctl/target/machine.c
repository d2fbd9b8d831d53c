// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "target/machine.h"
#include "target/orphans.h"
#include "util/memory.h"

/* Where start finds its streams */
#define START_RECORD_FD	3
#define START_BACK_FD	4
#define START_FRONT_FD	5
/* Streams are moved out of the way of those numbers first. */
#define SPARE_FD	10
/* The longest line of the record stream; a scenario's text is a megabyte at most. */
#define INPUT_MAX	(8u << 20)
/* How long a target may take to end by itself once it is told to */
#define TERM_SECONDS	3.0
/* How long a console may be silent while a report on it is incomplete */
#define LOOK_AGAIN	0.05

static int signals = -1;

static sigset_t watched_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return set;
}

bool machine_prepare(void)
{
	sigset_t set = watched_signals();

	if (signals >= 0)
		return true;
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 ||
	    sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return false;
	signal(SIGPIPE, SIG_IGN);
	signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return signals >= 0;
}

/* Runs in the child; only returns when start cannot be executed. */
static int exec_start(char *const *argv, pid_t parent, const int ends[4])
{
	sigset_t set = watched_signals();
	int null = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	/* Should we be killed, start is asked to end and ends its kernels. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	signal(SIGPIPE, SIG_DFL);
	/* start's words go to the console "start", and nothing it prints to
	 * standard output may get into the results */
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(ends[3], STDOUT_FILENO) < 0 || dup2(ends[3], STDERR_FILENO) < 0 ||
	    dup2(ends[0], START_RECORD_FD) < 0 || dup2(ends[1], START_BACK_FD) < 0 ||
	    dup2(ends[2], START_FRONT_FD) < 0)
		return errno;
	execv(argv[0], argv);
	return errno;
}

static int move_away(int fd)
{
	int moved = fcntl(fd, F_DUPFD_CLOEXEC, SPARE_FD);

	close(fd);
	return moved;
}

/* ours[0..3], theirs[0..3]: record, back, front, start */
static bool open_streams(int ours[4], int theirs[4])
{
	int pair[2];

	for (int i = 0; i < 4; i++)
		ours[i] = theirs[i] = -1;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	ours[0] = move_away(pair[0]);
	theirs[0] = move_away(pair[1]);
	for (int i = 1; i < 4; i++) {
		if (pipe2(pair, O_CLOEXEC) != 0)
			return false;
		ours[i] = move_away(pair[0]);
		theirs[i] = move_away(pair[1]);
	}
	for (int i = 0; i < 4; i++)
		if (ours[i] < 0 || theirs[i] < 0 ||
		    fcntl(ours[i], F_SETFL, O_NONBLOCK) != 0)
			return false;
	return true;
}

static void close_all(const int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

char *machine_start(struct machine *machine, char *const *argv)
{
	int ours[4], theirs[4], failure[2] = { -1, -1 }, error = 0;
	pid_t parent = getpid();

	*machine = (struct machine){ .pidfd = -1, .record = -1, .watch = -1 };
	for (size_t i = 0; i < NCONSOLES; i++)
		console_init(&machine->consoles[i], "", -1);
	/* Closed by execv(); carries errno when that fails. */
	if (!open_streams(ours, theirs) || pipe2(failure, O_CLOEXEC) != 0) {
		error = errno;
		close_all(ours, 4);
		close_all(theirs, 4);
		return xprintf("cannot open the streams of a target: %s", strerror(error));
	}
	failure[1] = move_away(failure[1]);
	machine->pid = fork();
	if (machine->pid == 0) {
		error = exec_start(argv, parent, theirs);
		if (write(failure[1], &error, sizeof(error)) < 0)
			_exit(126);
		_exit(127);
	}
	if (machine->pid < 0)
		error = errno;
	close_all(theirs, 4);
	close(failure[1]);
	if (machine->pid > 0 && read(failure[0], &error, sizeof(error)) <= 0)
		error = 0;
	close(failure[0]);
	if (error) {
		if (machine->pid > 0)
			waitpid(machine->pid, NULL, 0);
		machine->pid = 0;
		close_all(ours, 4);
		return xprintf("cannot run %s: %s", argv[0], strerror(error));
	}
	setpgid(machine->pid, machine->pid);
	machine->pidfd = syscall(SYS_pidfd_open, machine->pid, 0);
	machine->record = ours[0];
	machine->tokener = json_tokener_new();
	machine->began = clock_now();
	console_init(&machine->consoles[CONSOLE_BACK], "back", ours[1]);
	console_init(&machine->consoles[CONSOLE_FRONT], "front", ours[2]);
	console_init(&machine->consoles[CONSOLE_START], "start", ours[3]);
	return NULL;
}

static void read_consoles(struct machine *machine)
{
	double now = clock_now() - machine->began;

	for (size_t i = 0; i < NCONSOLES; i++)
		console_read(&machine->consoles[i], now);
}

static void close_record(struct machine *machine)
{
	if (machine->record >= 0)
		close(machine->record);
	machine->record = -1;
}

/* Takes what has arrived; a line that never ends is not kept for ever. */
static void read_record(struct machine *machine)
{
	while (machine->record >= 0 && machine->ninput < INPUT_MAX) {
		ssize_t got;

		if (machine->input_size - machine->ninput < 65536) {
			machine->input_size = machine->ninput + 131072;
			machine->input = xrealloc(machine->input, machine->input_size, 1);
		}
		got = recv(machine->record, machine->input + machine->ninput,
			   machine->input_size - machine->ninput, 0);
		if (got > 0) {
			machine->ninput += got;
			continue;
		}
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return;
		close_record(machine);
	}
}

/* The next whole line of the record stream as an event */
static bool next_line(struct machine *machine, struct event *event)
{
	char *end = machine->ninput ? memchr(machine->input, '\n', machine->ninput) : NULL;
	size_t length, used;

	if (!end && machine->ninput < INPUT_MAX)
		return false;
	length = end ? (size_t)(end - machine->input) : machine->ninput;
	used = end ? length + 1 : length;
	json_tokener_reset(machine->tokener);
	event->record = json_tokener_parse_ex(machine->tokener, machine->input, length);
	if (!event->record && json_tokener_get_error(machine->tokener) == json_tokener_continue)
		event->record = json_tokener_parse_ex(machine->tokener, "", 1);
	if (json_object_is_type(event->record, json_type_object)) {
		event->kind = EVENT_RECORD;
	} else {
		json_object_put(event->record);
		event->record = NULL;
		event->kind = EVENT_GARBAGE;
		event->text = xstrndup(machine->input, length < 200 ? length : 200);
	}
	memmove(machine->input, machine->input + used, machine->ninput - used);
	machine->ninput -= used;
	return true;
}

static bool reap(struct machine *machine)
{
	if (!machine->ended && machine->pid > 0 &&
	    waitpid(machine->pid, &machine->status, WNOHANG) == machine->pid)
		machine->ended = true;
	return machine->ended;
}

/* A splat that is complete, or: how soon to look again */
static bool find_splat(struct machine *machine, struct event *event, double *again)
{
	double now = clock_now() - machine->began;

	for (size_t i = 0; i < CONSOLE_START; i++) {
		struct console *console = &machine->consoles[i];

		switch (console_judge(console, now, machine->ended)) {
		case CONSOLE_QUIET:
			break;
		case CONSOLE_COMING:
			*again = LOOK_AGAIN;
			break;
		case CONSOLE_SPLAT:
			event->kind = EVENT_SPLAT;
			event->console = console;
			return true;
		}
	}
	return false;
}

static void wait_for_input(struct machine *machine, double seconds)
{
	enum { OTHERS = 4 };
	struct pollfd fds[OTHERS + NCONSOLES] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = machine->ended ? -1 : machine->pidfd, .events = POLLIN },
		{ .fd = machine->record, .events = POLLIN },
		{ .fd = machine->watch, .events = POLLIN },
	};

	for (size_t i = 0; i < NCONSOLES; i++)
		fds[OTHERS + i] = (struct pollfd){
			.fd = machine->consoles[i].fd, .events = POLLIN,
		};
	poll(fds, OTHERS + NCONSOLES, seconds > 0 ? (int)(seconds * 1000) + 1 : 0);
}

static bool can_be_read(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return fd >= 0 && poll(&poll_fd, 1, 0) > 0;
}

static bool interrupted(void)
{
	struct signalfd_siginfo info;

	return read(signals, &info, sizeof(info)) == sizeof(info);
}

struct event machine_next(struct machine *machine, double deadline)
{
	struct event event = { 0 };

	for (;;) {
		double again = 0, left;

		if (interrupted()) {
			event.kind = EVENT_INTERRUPTED;
			return event;
		}
		/*
		 * First look whether it has ended, then read: so nothing is
		 * missed. The consoles come after the record stream: what a
		 * kernel printed before a record was sent is then known, and a
		 * record waits until a report that comes in is judged.
		 */
		reap(machine);
		read_record(machine);
		read_consoles(machine);
		if (find_splat(machine, &event, &again))
			return event;
		if (again == 0 && next_line(machine, &event))
			return event;
		if (machine->ended) {
			event.kind = EVENT_ENDED;
			return event;
		}
		if (can_be_read(machine->watch)) {
			event.kind = EVENT_WATCHED;
			return event;
		}
		left = deadline - clock_now();
		if (left <= 0) {
			event.kind = EVENT_DEADLINE;
			return event;
		}
		wait_for_input(machine, again > 0 && again < left ? again : left);
	}
}

/* The stream is non-blocking for reading; a full one is waited for, for a while. */
bool machine_send(struct machine *machine, json_object *object)
{
	size_t length, sent = 0;
	const char *plain = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN);
	char *text = xprintf("%s\n", plain);
	double deadline = clock_now() + TERM_SECONDS;

	json_object_put(object);
	length = strlen(text);
	while (sent < length && machine->record >= 0 && clock_now() < deadline) {
		ssize_t done = send(machine->record, text + sent, length - sent, MSG_NOSIGNAL);
		struct pollfd fd = { .fd = machine->record, .events = POLLOUT };

		if (done > 0)
			sent += done;
		else if (done < 0 && errno == EAGAIN)
			poll(&fd, 1, 100);
		else if (done < 0 && errno != EINTR)
			break;
	}
	free(text);
	return sent == length;
}

void machine_hang_up(struct machine *machine)
{
	if (machine->record >= 0)
		shutdown(machine->record, SHUT_WR);
}

void machine_kill(struct machine *machine)
{
	double deadline = clock_now() + TERM_SECONDS;

	if (machine->pid <= 0)
		return;
	if (!reap(machine))
		kill(-machine->pid, SIGTERM);
	while (!reap(machine) && clock_now() < deadline) {
		/* One interrupt more does not make it faster. */
		interrupted();
		/* A full pipe would keep it from ending. */
		read_consoles(machine);
		wait_for_input(machine, 0.02);
		if (machine->pidfd < 0)
			usleep(5000);
	}
	kill(-machine->pid, SIGKILL);
	if (!machine->ended) {
		waitpid(machine->pid, &machine->status, 0);
		machine->ended = true;
	}
	orphans_kill();
	read_consoles(machine);
	close_record(machine);
	machine->pid = 0;
}

void machine_finish(struct machine *machine)
{
	machine_kill(machine);
	close_record(machine);
	if (machine->pidfd >= 0)
		close(machine->pidfd);
	machine->pidfd = -1;
	for (size_t i = 0; i < NCONSOLES; i++)
		console_finish(&machine->consoles[i]);
	free(machine->input);
	machine->input = NULL;
	machine->ninput = machine->input_size = 0;
	if (machine->tokener)
		json_tokener_free(machine->tokener);
	machine->tokener = NULL;
}
