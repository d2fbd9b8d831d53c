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
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "die.h"
#include "domain.h"

/* UML makes a folder with its process id there, named as we say */
#define UML_FOLDER "/tmp/"

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

static void compose(struct args *args, const struct domain *domain, int role,
		    unsigned int page, const struct machine *machine,
		    const struct streams *streams,
		    const struct settings *settings)
{
	int i;

	add(args, "%s", settings->kernel);
	add(args, "mem=%s", settings->memory);
	add(args, "physmem=%d,%u", machine->fd, page);
	add(args, "uml_dir=" UML_FOLDER);
	add(args, "umid=%s", domain->umid);
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

static void inherit_streams(int role, const struct machine *machine,
			    const struct streams *streams,
			    const struct settings *settings)
{
	int i;

	inherit(machine->fd);
	for (i = 0; i < ROLES; i++) {
		inherit(streams->kick[i][0]);
		inherit(streams->kick[i][1]);
	}
	inherit(streams->agent[role]);
	if (role == BACK) {
		inherit(streams->toolstack);
		inherit(settings->record_fd);
	}
}

/* Only calls that are allowed between fork() and exec() */
__attribute__((noreturn))
static void become_kernel(int role, pid_t parent, const struct args *args,
			  const struct machine *machine,
			  const struct streams *streams,
			  const struct settings *settings)
{
	static const char failed[] = "fakexend: cannot run the kernel\n";
	static const struct rlimit no_core;
	sigset_t none;

	/* Not the terminal's: Ctrl-C is for the daemon, which ends in order */
	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_CRASHED);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setrlimit(RLIMIT_CORE, &no_core);
	/* UML adds the random gap behind its image to the guest's memory */
	personality(ADDR_NO_RANDOMIZE);

	dup2(settings->console_fd[role], STDOUT_FILENO);
	dup2(settings->console_fd[role], STDERR_FILENO);
	inherit_streams(role, machine, streams, settings);
	execv(args->list[0], args->list);
	if (write(STDERR_FILENO, failed, sizeof(failed) - 1) < 0)
		_exit(EXIT_CRASHED);
	_exit(EXIT_ENVIRONMENT);
}

void domain_start(struct domain *domain, int role, struct machine *machine,
		  struct streams *streams, const struct settings *settings)
{
	static unsigned int starts;
	unsigned int page = machine_create_domain(machine, role);
	struct args args = { };
	pid_t parent = getpid();

	snprintf(domain->umid, sizeof(domain->umid), "fake-xen-%d-%u",
		 (int)parent, starts++);
	compose(&args, domain, role, page, machine, streams, settings);
	domain->pid = fork();
	if (domain->pid == 0)
		become_kernel(role, parent, &args, machine, streams, settings);
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

/* A kernel that was killed leaves its folder behind */
static void remove_folder(const struct domain *domain)
{
	char path[128];

	snprintf(path, sizeof(path), UML_FOLDER "%s/pid", domain->umid);
	unlink(path);
	snprintf(path, sizeof(path), UML_FOLDER "%s", domain->umid);
	rmdir(path);
}

bool domain_end(struct domain *domain, int role, struct machine *machine,
		struct streams *streams, bool kill_it)
{
	bool orderly;

	if (!domain->pid)
		return false;
	if (kill_it)
		kill(domain->pid, SIGKILL);
	while (waitpid(domain->pid, NULL, 0) < 0 && errno == EINTR)
		;
	close(domain->pidfd);
	domain->pid = 0;
	orderly = machine_reap_domain(machine, role);
	streams_reset(streams, role);
	remove_folder(domain);
	return orderly;
}
