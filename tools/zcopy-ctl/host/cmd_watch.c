// SPDX-License-Identifier: GPL-2.0-or-later
/* Builds and runs again whenever somebody saves a file. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands.h"
#include "host/changes.h"
#include "host/run-arguments.h"
#include "host/where.h"
#include "target/targets.h"
#include "util/memory.h"

/* An editor that saves all its files is waited for so long, in milliseconds. */
#define SETTLE 200

/* What is built and run: folders of the checkout */
static const char *const watched[] = { "driver", "emulator", "lib", "targets", "tools", "uapi" };

struct watch {
	char *top;		/* the checkout */
	char *program;		/* this one's path, which stays when it is built anew */
	char **run_argv;
	char *prepare;		/* the target's program that builds it; NULL: it has none */
	const char *kernel;	/* NULL: the target's default */
	struct changes changes;
	int signals;
	bool ended;
};

static const struct argp_child children[] = { { &run_argp, 0, NULL, 0 }, { 0 } };

/* Without a parser of its own, its input is its child's */
const struct argp watch_argp = {
	.children = children,
	.args_doc = "[SCENARIO|FOLDER|NAME...]",
	.doc = "Takes what 'run' takes. Builds what has changed with make, runs, and waits until the "
	       "driver, the emulator, the tools, the target or a scenario changes; then all over "
	       "again, until Ctrl-C.\v"
	       "Exit status: 0 when it was ended, 2 wrong usage, 3 something is missing here. What "
	       "came of the runs is only printed.",
};

static bool told_to_end(struct watch *watch)
{
	struct signalfd_siginfo info;

	if (read(watch->signals, &info, sizeof(info)) == sizeof(info))
		watch->ended = true;
	return watch->ended;
}

/*
 * Runs a command to its end. On Ctrl-C it gets the signal as well and ends in
 * its own way; one that only we get is handed on. @builds: its words are no results.
 * Return: did it succeed?
 */
static bool run_command(struct watch *watch, char *const *argv, bool builds)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		sigset_t none;

		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (builds)
			dup2(STDERR_FILENO, STDOUT_FILENO);
		execvp(argv[0], argv);
		fprintf(stderr, "zcopy-ctl watch: cannot run %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, WNOHANG) == 0) {
		struct pollfd fd = { .fd = watch->signals, .events = POLLIN };

		if (poll(&fd, 1, 50) > 0 && told_to_end(watch))
			kill(pid, SIGTERM);
	}
	return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* What a target is made of, it builds itself; one that is there already needs nothing. */
static bool build(struct watch *watch)
{
	char *tools[] = { "make", "-s", "-C", watch->top, "tools", NULL };
	char *prepare[] = { watch->prepare, watch->kernel ? "--kernel" : NULL, (char *)watch->kernel, NULL };

	return !watch->prepare || (run_command(watch, tools, true) && run_command(watch, prepare, true));
}

static void build_and_run(struct watch *watch)
{
	if (!build(watch)) {
		if (!watch->ended)
			fputs("zcopy-ctl watch: it does not build; nothing was run\n", stderr);
		return;
	}
	if (!watch->ended)
		run_command(watch, watch->run_argv, false);
}

/* Until something changed and is quiet again; false: told to end */
static bool wait_for_change(struct watch *watch)
{
	char *changed = NULL;

	fputs("zcopy-ctl watch: waits for a change; Ctrl-C ends it\n", stderr);
	while (!told_to_end(watch)) {
		struct pollfd fds[2] = {
			{ .fd = watch->signals, .events = POLLIN },
			{ .fd = watch->changes.fd, .events = POLLIN },
		};
		int ready = poll(fds, 2, changed ? SETTLE : -1);
		char *more = ready > 0 && fds[1].revents ? changes_take(&watch->changes) : NULL;

		if (more) {
			free(changed);
			changed = more;
		} else if (ready == 0 && changed) {
			break;
		}
	}
	if (changed && !watch->ended)
		fprintf(stderr, "zcopy-ctl watch: %s has changed\n", changed);
	free(changed);
	return !watch->ended;
}

/* FILE[VARIANT] is of FILE. */
static bool watch_given(struct watch *watch, const char *path)
{
	const char *open = strrchr(path, '[');
	bool variant = open && open[strlen(open) - 1] == ']' && access(path, F_OK) != 0;
	char *file = xstrndup(path, variant ? (size_t)(open - path) : strlen(path));
	bool good = changes_watch(&watch->changes, file);

	free(file);
	return good;
}

static bool watch_all(struct watch *watch, const struct run_arguments *arguments)
{
	bool good = changes_init(&watch->changes);

	for (size_t i = 0; good && i < sizeof(watched) / sizeof(watched[0]); i++) {
		char *path = xprintf("%s/%s", watch->top, watched[i]);

		good = changes_watch(&watch->changes, path);
		free(path);
	}
	for (int i = 0; good && i < arguments->files.npaths; i++)
		good = watch_given(watch, arguments->files.paths[i]);
	return good && changes_watch(&watch->changes, FILES_USUAL);
}

static bool prepare(struct watch *watch, const struct run_arguments *arguments)
{
	sigset_t set;
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length <= 0)
		return false;
	path[length] = '\0';
	watch->program = xstrdup(path);
	watch->run_argv[0] = watch->program;
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	watch->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return watch->signals >= 0 && watch_all(watch, arguments);
}

static int watch_until_end(struct watch *watch, const struct run_arguments *arguments)
{
	if (!prepare(watch, arguments)) {
		fprintf(stderr, "zcopy-ctl watch: cannot watch files: %s%s\n", strerror(errno),
			errno == ENOSPC ? "; more are allowed with: sysctl fs.inotify.max_user_watches=65536" : "");
		return EXIT_ENVIRONMENT;
	}
	do
		build_and_run(watch);
	while (!watch->ended && wait_for_change(watch));
	return EXIT_PASSED;
}

int cmd_watch(int argc, char **argv)
{
	struct run_arguments arguments = run_defaults;
	struct watch watch = { .signals = -1, .changes.fd = -1 };
	struct targets targets;
	const struct target *target;
	char *error = NULL;
	int code;

	watch.run_argv = xalloc((argc + 2) * sizeof(*watch.run_argv));
	watch.run_argv[1] = "run";
	for (int i = 1; i < argc; i++)
		watch.run_argv[i + 1] = argv[i];
	argp_parse(&watch_argp, argc, argv, 0, NULL, &arguments);
	targets_load(&targets);
	target = where_find(&arguments.where, &targets, &error);
	if (target) {
		watch.top = xprintf("%s/..", targets.folder);
		watch.prepare = xprintf("%s/prepare", target->folder);
		watch.kernel = arguments.where.kernel;
		if (access(watch.prepare, X_OK) != 0) {
			free(watch.prepare);
			watch.prepare = NULL;
		}
		code = watch_until_end(&watch, &arguments);
	} else {
		fprintf(stderr, "zcopy-ctl watch: %s\n", error);
		code = where_exit_code(&targets);
	}
	changes_finish(&watch.changes);
	if (watch.signals >= 0)
		close(watch.signals);
	free(watch.top);
	free(watch.prepare);
	free(watch.program);
	free(watch.run_argv);
	free(error);
	tags_finish(&arguments.tags);
	targets_finish(&targets);
	return code;
}
