// SPDX-License-Identifier: GPL-2.0
/*
 * fakexend: the host half of the fake hypervisor. It makes the machine, starts
 * two UML kernels as its domains, buries the dead, and is the toolstack. The
 * hypercalls themselves run in the guests.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>
#include "die.h"
#include "domain.h"
#include "toolstack.h"

/* Lets a reader of the consoles be late; more than a pipe has by default */
#define CONSOLE_BUFFER (1 << 20)

enum {
	OPT_KERNEL = 256,
	OPT_MEMORY,
	OPT_ROOT,
	OPT_INIT,
	OPT_APPEND,
	OPT_APPEND_BACK,
	OPT_APPEND_FRONT,
	OPT_RECORD_FD,
	OPT_CONSOLE_FDS,
	OPT_GRANT_FRAMES,
};

static const struct argp_option options[] = {
	{ "kernel", OPT_KERNEL, "FILE", 0, "UML kernel of both domains", 0 },
	{ "memory", OPT_MEMORY, "SIZE", 0,
	  "memory of each domain (512M), at most 4G", 0 },
	{ "root", OPT_ROOT, "DIR", 0,
	  "folder of the host that is the guests' root, read-only (/)", 0 },
	{ "init", OPT_INIT, "FILE", 0, "the guests' first program", 0 },
	{ "grant-frames", OPT_GRANT_FRAMES, "N", 0,
	  "limit of every grant table, as Xen's gnttab_max_frames= (64)", 0 },
	{ "append", OPT_APPEND, "ARG", 0,
	  "kernel argument for both domains (may repeat)", 0 },
	{ "append-back", OPT_APPEND_BACK, "ARG", 0,
	  "kernel argument for the backend, dom0", 0 },
	{ "append-front", OPT_APPEND_FRONT, "ARG", 0,
	  "kernel argument for the frontend, dom1", 0 },
	{ "record-fd", OPT_RECORD_FD, "FD", 0,
	  "stream to the conductor (3 if that is open)", 0 },
	{ "console-fds", OPT_CONSOLE_FDS, "BACK,FRONT", 0,
	  "where the consoles go (4,5 if those are open, else 2)", 0 },
	{ }
};

static void append(struct settings *settings, int role, const char *arg,
		   struct argp_state *state)
{
	if (settings->nr_append[role] == MAX_APPEND)
		argp_error(state, "more than %d kernel arguments", MAX_APPEND);
	settings->append[role][settings->nr_append[role]++] = arg;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct settings *settings = state->input;
	char rest;

	switch (key) {
	case OPT_KERNEL:
		settings->kernel = arg;
		return 0;
	case OPT_MEMORY:
		settings->memory = arg;
		return 0;
	case OPT_ROOT:
		settings->root = arg;
		return 0;
	case OPT_INIT:
		settings->init = arg;
		return 0;
	case OPT_APPEND:
		append(settings, BACK, arg, state);
		append(settings, FRONT, arg, state);
		return 0;
	case OPT_APPEND_BACK:
		append(settings, BACK, arg, state);
		return 0;
	case OPT_APPEND_FRONT:
		append(settings, FRONT, arg, state);
		return 0;
	case OPT_RECORD_FD:
		if (sscanf(arg, "%d%c", &settings->record_fd, &rest) != 1)
			argp_error(state, "--record-fd=%s: not a number", arg);
		return 0;
	case OPT_GRANT_FRAMES:
		if (sscanf(arg, "%u%c", &settings->grant_frames, &rest) != 1 ||
		    settings->grant_frames - 1 >= FX_GRANT_FRAMES)
			argp_error(state, "--grant-frames=%s: not 1 to %d", arg,
				   FX_GRANT_FRAMES);
		return 0;
	case OPT_CONSOLE_FDS:
		if (sscanf(arg, "%d,%d%c", &settings->console_fd[BACK],
			   &settings->console_fd[FRONT], &rest) != 2)
			argp_error(state, "--console-fds=%s: not two numbers", arg);
		return 0;
	case ARGP_KEY_END:
		if (!settings->kernel || !settings->init)
			argp_error(state, "--kernel and --init are needed");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Run two UML kernels as the domains of a fake Xen."
	       "\vExit status: 0 dom0 powered off, 2 usage, 3 something is"
	       " missing, 4 dom0 crashed.",
};

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

/* What nobody gave is found at its usual place, if at all */
static void complete(struct settings *settings)
{
	int role;

	if (settings->record_fd < 0 && is_open(3))
		settings->record_fd = 3;
	for (role = 0; role < ROLES; role++) {
		int *fd = &settings->console_fd[role];

		if (*fd < 0)
			*fd = is_open(4 + role) ? 4 + role : STDERR_FILENO;
		if (!is_open(*fd))
			die(EXIT_USAGE_ERROR, "--console-fds: %d is not open", *fd);
		fcntl(*fd, F_SETPIPE_SZ, CONSOLE_BUFFER);
	}
	if (settings->record_fd >= 0 && !is_open(settings->record_fd))
		die(EXIT_USAGE_ERROR, "--record-fd: %d is not open",
		    settings->record_fd);
	if (access(settings->kernel, X_OK))
		die(EXIT_ENVIRONMENT, "no kernel at %s: %s; build it with: make kernels",
		    settings->kernel, strerror(errno));
}

/* Standard input is for nobody, and descriptors are inherited on purpose only */
static void guard_descriptors(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0)
		die(EXIT_ENVIRONMENT, "cannot open /dev/null: %s", strerror(errno));
	if (close_range(3, ~0u, CLOSE_RANGE_CLOEXEC))
		die(EXIT_ENVIRONMENT,
		    "close_range: %s; the host's kernel must be 5.11 or newer",
		    strerror(errno));
}

static int take_signals(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	fd = signalfd(-1, &set, SFD_CLOEXEC);
	if (fd < 0)
		die(EXIT_ENVIRONMENT, "signalfd: %s", strerror(errno));
	return fd;
}

/* Everything there is, for the loop and what it calls */
struct fakexend {
	struct host host;
	struct toolstack toolstack;
	struct domain domain[ROLES];
};

/* When our parent learns of the end, no process of ours is left */
__attribute__((noreturn))
static void leave(struct fakexend *x, int status)
{
	int role;

	for (role = 0; role < ROLES; role++)
		domain_end(&x->domain[role], &x->host);
	close(x->host.guard.pipe);
	/* Not for others: who executed us may have had children of its own */
	while (waitpid(x->host.guard.pid, NULL, 0) < 0 && errno == EINTR)
		;
	exit(status);
}

static void kill_front(struct fakexend *x)
{
	if (!x->domain[FRONT].pid) {
		toolstack_say(&x->toolstack, "error the frontend is not running");
		return;
	}
	domain_end(&x->domain[FRONT], &x->host);
	toolstack_say(&x->toolstack, "ok");
}

static void start_front(struct fakexend *x)
{
	if (x->domain[FRONT].pid) {
		toolstack_say(&x->toolstack, "error the frontend is running");
		return;
	}
	domain_start(&x->domain[FRONT], &x->host);
	toolstack_say(&x->toolstack, "ok");
}

static void serve(struct fakexend *x)
{
	for (;;) {
		switch (toolstack_next(&x->toolstack)) {
		case TOOLSTACK_NONE:
			return;
		case TOOLSTACK_KILL_FRONT:
			kill_front(x);
			break;
		case TOOLSTACK_START_FRONT:
			start_front(x);
			break;
		case TOOLSTACK_KILL_BACK:
			/* Who asked is dead then, so nobody waits for an answer */
			domain_end(&x->domain[BACK], &x->host);
			x->toolstack.used = 0;
			domain_start(&x->domain[BACK], &x->host);
			return;
		case TOOLSTACK_UNKNOWN:
			toolstack_say(&x->toolstack,
				      "error unknown request; there are: kill front, start front, kill back");
			break;
		}
	}
}

__attribute__((noreturn))
static void loop(struct fakexend *x, int signals)
{
	enum { SIGNAL, TOOLSTACK, DOMAINS };
	struct pollfd fds[DOMAINS + ROLES] = {
		[SIGNAL] = { .fd = signals, .events = POLLIN },
		[TOOLSTACK] = { .fd = x->toolstack.fd, .events = POLLIN },
	};
	struct signalfd_siginfo info;
	int role;

	for (;;) {
		for (role = 0; role < ROLES; role++)
			fds[DOMAINS + role] = (struct pollfd){
				.fd = x->domain[role].pid ?
				      x->domain[role].pidfd : -1,
				.events = POLLIN,
			};
		if (poll(fds, DOMAINS + ROLES, -1) < 0)
			continue;
		if (fds[SIGNAL].revents &&
		    read(signals, &info, sizeof(info)) == sizeof(info))
			leave(x, 128 + info.ssi_signo);
		if (fds[TOOLSTACK].revents)
			toolstack_receive(&x->toolstack);
		if (fds[DOMAINS + BACK].revents)
			leave(x, domain_end(&x->domain[BACK], &x->host) ?
				 EXIT_POWERED_OFF : EXIT_CRASHED);
		if (fds[DOMAINS + FRONT].revents) {
			domain_end(&x->domain[FRONT], &x->host);
			toolstack_say(&x->toolstack, "died front");
		}
		serve(x);
	}
}

int main(int argc, char **argv)
{
	static struct fakexend x = {
		.host.settings = {
			.memory = "512M",
			.root = "/",
			.record_fd = -1,
			.console_fd = { -1, -1 },
		},
		.domain = { [BACK].role = BACK, [FRONT].role = FRONT },
	};
	pid_t parent = getppid();
	int signals;

	argp_err_exit_status = EXIT_USAGE_ERROR;
	argp_parse(&argp, argc, argv, 0, NULL, &x.host.settings);
	complete(&x.host.settings);
	guard_descriptors();
	signals = take_signals();
	/* Whoever started us cares for the end; a shell that is gone does not */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (getppid() != parent)
		return EXIT_ENVIRONMENT;

	guard_init(&x.host.guard);
	machine_init(&x.host.machine, x.host.settings.grant_frames);
	streams_init(&x.host.streams);
	x.toolstack.fd = x.host.streams.toolstack_host;
	domain_start(&x.domain[BACK], &x.host);
	domain_start(&x.domain[FRONT], &x.host);
	loop(&x, signals);
}
