// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <fcntl.h>
#include <unistd.h>
#include "die.h"
#include "domain.h"
#include "guard.h"

static void close_others(int keep)
{
	if (keep > 0)
		close_range(0, keep - 1, 0);
	close_range(keep + 1, ~0u, 0);
}

__attribute__((noreturn))
static void watch(struct guard *guard, int pipe)
{
	sigset_t all;
	char byte;
	int role;

	setsid();
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	prctl(PR_SET_NAME, "fakexend-guard");
	close_others(pipe);

	while (read(pipe, &byte, 1) < 0 && errno == EINTR)
		;
	for (role = 0; role < ROLES; role++)
		guard_kill(guard, role);
	_exit(0);
}

void guard_init(struct guard *guard)
{
	int pipe[2];

	guard->list = mmap(NULL, sizeof(*guard->list) * ROLES,
			   PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			   -1, 0);
	if (guard->list == MAP_FAILED || pipe2(pipe, O_CLOEXEC))
		die(EXIT_ENVIRONMENT, "cannot set up the guard: %s",
		    strerror(errno));
	guard->pid = fork();
	if (guard->pid < 0)
		die(EXIT_ENVIRONMENT, "cannot start a process: %s",
		    strerror(errno));
	if (guard->pid == 0)
		watch(guard, pipe[0]);
	close(pipe[0]);
	guard->pipe = pipe[1];
}

void guard_enlist(struct guard *guard, int role, const char *umid)
{
	snprintf(guard->list[role].umid, UMID_SIZE, "%s", umid);
	guard->list[role].group = getpid();
}

/* A kernel that was killed leaves its folder behind */
static void remove_folder(const char *umid)
{
	char path[UMID_SIZE + sizeof(UML_FOLDER "/pid")];

	snprintf(path, sizeof(path), UML_FOLDER "%s/pid", umid);
	unlink(path);
	snprintf(path, sizeof(path), UML_FOLDER "%s", umid);
	rmdir(path);
}

void guard_kill(struct guard *guard, int role)
{
	if (!guard->list[role].group)
		return;
	kill(-guard->list[role].group, SIGKILL);
	remove_folder(guard->list[role].umid);
}

void guard_forget(struct guard *guard, int role)
{
	guard->list[role].group = 0;
}
