// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "die.h"
#include "domain.h"

#define MAX_ARGS 64

/* The arguments of a kernel, as execv() wants them */
struct args {
	char *list[MAX_ARGS + 1];
	int n;
};

__attribute__((format(printf, 2, 3)))
static void add(struct args *args, const char *format, ...)
{
	va_list values;
	int n;

	if (args->n == MAX_ARGS)
		die(EXIT_USAGE_ERROR, "more than %d kernel arguments", MAX_ARGS);
	va_start(values, format);
	n = vasprintf(&args->list[args->n], format, values);
	va_end(values);
	if (n < 0)
		die(EXIT_ENVIRONMENT, "out of memory");
	args->list[++args->n] = NULL;
}

static void free_args(struct args *args)
{
	while (args->n)
		free(args->list[--args->n]);
}

static void compose(struct args *args, int role, const char *umid,
		    unsigned int page, const struct host *host)
{
	const struct settings *settings = &host->settings;
	const struct streams *streams = &host->streams;
	int i;

	add(args, "%s", settings->kernel);
	add(args, "mem=%s", settings->memory);
	add(args, "physmem=%d,%u", host->machine.fd, page);
	add(args, "uml_dir=" UML_FOLDER);
	add(args, "umid=%s", umid);
	add(args, "root=/dev/root");
	add(args, "rootfstype=hostfs");
	add(args, "rootflags=%s", settings->root);
	add(args, "ro");
	add(args, "init=%s", settings->init);
	/* A console's input would end at once, and hang the terminal up */
	add(args, "con=null");
	add(args, "con0=null,fd:1");
	add(args, "fake_xen.domid=%d", role);
	add(args, "fake_xen.agent=%d", streams->agent[role]);
	if (role == BACK) {
		add(args, "fake_xen.toolstack=%d", streams->toolstack);
		if (settings->record_fd >= 0)
			add(args, "fake_xen.record=%d", settings->record_fd);
	}
	add(args, "fake_xen.kick=%d,%d,%d,%d",
	    streams->kick[BACK][0], streams->kick[BACK][1],
	    streams->kick[FRONT][0], streams->kick[FRONT][1]);
	for (i = 0; i < settings->nr_append[role]; i++)
		add(args, "%s", settings->append[role][i]);
}

static void inherit(int fd)
{
	if (fd >= 0)
		fcntl(fd, F_SETFD, 0);
}

static void inherit_streams(int role, const struct host *host)
{
	const struct streams *streams = &host->streams;
	int i;

	for (i = 0; i < ROLES; i++) {
		inherit(streams->kick[i][0]);
		inherit(streams->kick[i][1]);
	}
	inherit(streams->agent[role]);
	if (role == BACK) {
		inherit(streams->toolstack);
		inherit(host->settings.record_fd);
	}
}

/* From here on, only calls that are allowed between fork() and exec() */
__attribute__((noreturn))
static void complain_and_exit(const char *words, size_t length)
{
	if (write(STDERR_FILENO, words, length) < 0)
		_exit(EXIT_CRASHED);
	_exit(EXIT_ENVIRONMENT);
}

__attribute__((noreturn))
static void become_kernel(int role, pid_t parent, const char *umid,
			  const struct args *args, struct host *host)
{
	static const char failed[] = "fakexend: cannot run the kernel\n";
	static const char no_memory[] = "fakexend: cannot open the guest's memory; is /proc mounted?\n";
	static const struct rlimit no_core;
	int console = host->settings.console_fd[role];
	sigset_t none;

	/* Not the terminal's: Ctrl-C is for the daemon, which ends in order */
	setsid();
	guard_enlist(&host->guard, role, umid);
	if (getppid() != parent)
		_exit(EXIT_CRASHED);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setrlimit(RLIMIT_CORE, &no_core);
	/* UML adds the random gap behind its image to the guest's memory */
	personality(ADDR_NO_RANDOMIZE);

	dup2(console, STDOUT_FILENO);
	dup2(console, STDERR_FILENO);
	inherit_streams(role, host);
	if (machine_reopen(&host->machine) < 0)
		complain_and_exit(no_memory, sizeof(no_memory) - 1);
	execv(args->list[0], args->list);
	complain_and_exit(failed, sizeof(failed) - 1);
}

void domain_start(struct domain *domain, struct host *host)
{
	static unsigned int starts;
	unsigned int page = machine_create_domain(&host->machine, domain->role);
	struct args args = { };
	pid_t parent = getpid();
	char umid[UMID_SIZE];

	snprintf(umid, sizeof(umid), "fake-xen-%d-%u", (int)parent, starts++);
	compose(&args, domain->role, umid, page, host);
	domain->pid = fork();
	if (domain->pid == 0)
		become_kernel(domain->role, parent, umid, &args, host);
	free_args(&args);
	if (domain->pid < 0)
		die(EXIT_ENVIRONMENT, "cannot start a process: %s",
		    strerror(errno));
	domain->pidfd = syscall(SYS_pidfd_open, domain->pid, 0);
	if (domain->pidfd < 0)
		die(EXIT_ENVIRONMENT,
		    "cannot watch a process: %s; the host's kernel must be 5.3 or newer",
		    strerror(errno));
}

bool domain_end(struct domain *domain, struct host *host)
{
	bool orderly;

	if (!domain->pid)
		return false;
	/* It may have been started this instant, and not lead its group yet */
	kill(domain->pid, SIGKILL);
	guard_kill(&host->guard, domain->role);
	/* Its programs are our children now, and gone when these calls are */
	while (waitpid(domain->pid, NULL, 0) < 0 && errno == EINTR)
		;
	while (waitpid(-domain->pid, NULL, __WALL) > 0 || errno == EINTR)
		;
	guard_forget(&host->guard, domain->role);
	close(domain->pidfd);
	domain->pid = 0;
	orderly = machine_reap_domain(&host->machine, domain->role);
	streams_reset(&host->streams, domain->role);
	return orderly;
}
