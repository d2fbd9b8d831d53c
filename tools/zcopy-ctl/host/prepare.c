// SPDX-License-Identifier: GPL-2.0-or-later
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands.h"
#include "host/ask.h"
#include "host/prepare.h"
#include "target/machine.h"
#include "target/orphans.h"
#include "util/memory.h"

/* How long what is told to end may take to do so by itself */
#define TERM_SECONDS	3.0
/* Milliseconds between two looks whether it has ended */
#define LOOK_AGAIN	20

static bool lacks_something(const struct target *target, const char *kernel)
{
	struct target_kernel asked = { .name = (char *)kernel, .built = true };
	char *about;
	int code = target_ask(target, kernel ? &asked : NULL, &about);

	free(about);
	return code == EXIT_ENVIRONMENT;
}

/* Its words, and there are many, go where ours go: standard output is for results */
static void exec_prepare(const char *path, const char *kernel, const sigset_t *before, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	sigprocmask(SIG_SETMASK, before, NULL);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	execl(path, path, kernel ? "--kernel" : NULL, kernel, NULL);
	_exit(127);
}

/* Whoever ends us ends it: make, and what make has started. */
static void end_prepare(pid_t pid)
{
	double deadline = clock_now() + TERM_SECONDS;

	kill(pid, SIGTERM);
	while (waitpid(pid, NULL, WNOHANG) == 0 && clock_now() < deadline)
		poll(NULL, 0, LOOK_AGAIN);
	orphans_kill();
}

/* Return: its exit code, -1 when it has none, EXIT_INTERRUPTED when we are told to end */
static int wait_for_prepare(pid_t pid, int signals)
{
	struct signalfd_siginfo info;
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		struct pollfd fd = { .fd = signals, .events = POLLIN };

		if (poll(&fd, 1, LOOK_AGAIN) > 0 && read(signals, &info, sizeof(info)) == sizeof(info)) {
			end_prepare(pid);
			return EXIT_INTERRUPTED;
		}
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int run_prepare(const char *path, const char *kernel)
{
	pid_t parent = getpid(), pid;
	sigset_t set, before;
	int code = -1, signals;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &before);
	signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	/* What make leaves behind comes to us; those who run pairs ask for that themselves. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = fork();
	if (pid == 0)
		exec_prepare(path, kernel, &before, parent);
	if (pid > 0)
		code = wait_for_prepare(pid, signals);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	if (signals >= 0)
		close(signals);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return code;
}

int prepare_target(const struct target *target, const char *kernel, char **error)
{
	char *path = xprintf("%s/prepare", target->folder);
	int code = 0;

	if (access(path, X_OK) == 0 && lacks_something(target, kernel))
		code = run_prepare(path, kernel);
	if (code == EXIT_INTERRUPTED) {
		*error = xstrdup("interrupted");
	} else if (code != 0) {
		*error = xprintf("target %s lacks something, and %s did not bring it (see above)",
				 target->name, path);
		code = EXIT_ENVIRONMENT;
	}
	free(path);
	return code;
}
