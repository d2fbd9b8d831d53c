// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Process 1 of a UML domain. The root file system is the host's own, read-only
 * through hostfs; this program mounts what must be the guest's, loads the
 * modules, opens the fake hypervisor's byte streams, runs zcopy-ctl on them
 * and powers off when that ends.
 *
 * Kernel command line (targets/uml/start writes it):
 *   zcopy.ctl=PATH         zcopy-ctl
 *   zcopy.role=back|front  conductor or agent
 *   zcopy.modules=DIR      folder of the modules
 *   zcopy.load=A,B,C       their names in the order in which they are loaded
 *   zcopy.out=DIR          folder of the host that takes pictures (back only)
 *   zcopy.leaks=1          look for leaked memory before powering off
 *   zcopy.coverage=DIR     folder of the host that takes gcov's counters
 *   zcopy.exec=PATH,ARG,.. run this program instead of zcopy-ctl
 *   NAME.PARAM=VALUE       parameter of the module NAME
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "coverage.h"

#define MAX_WORDS 128
#define OUT_DIR "/run/out"
#define KMEMLEAK "/sys/kernel/debug/kmemleak"
/* kmemleak reports only what is older than this (MSECS_MIN_AGE of mm/kmemleak.c) */
#define KMEMLEAK_MIN_AGE_S 5

static char *words[MAX_WORDS];
static size_t nwords;

static void power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	_exit(1);
}

__attribute__((format(printf, 1, 2), noreturn))
static void fail(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fputs("init: ", stderr);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	va_end(ap);
	power_off();
	abort();
}

static void mount_or_fail(const char *type, const char *where, const char *data,
			  unsigned long flags)
{
	if (mount(type, where, type, flags, data))
		fail("cannot mount %s on %s: %s", type, where, strerror(errno));
}

static void read_command_line(void)
{
	static char line[4096];
	int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);
	char *save, *word;

	if (n <= 0)
		fail("cannot read /proc/cmdline: %s", strerror(errno));
	close(fd);
	for (word = strtok_r(line, " \n", &save); word; word = strtok_r(NULL, " \n", &save))
		if (nwords < MAX_WORDS)
			words[nwords++] = word;
}

/* Value of NAME=VALUE on the kernel's command line, or NULL. */
static const char *value_of(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < nwords; i++)
		if (!strncmp(words[i], name, length) && words[i][length] == '=')
			return words[i] + length + 1;
	return NULL;
}

static const char *required(const char *name)
{
	const char *value = value_of(name);

	if (!value)
		fail("%s= is missing on the kernel command line", name);
	return value;
}

/* True when @word starts with the module's name and a dot; '-' and '_' are one. */
static bool is_parameter_of(const char *word, const char *module)
{
	for (; *module; word++, module++)
		if (*word != *module && !(*word == '_' && *module == '-'))
			return false;
	return *word == '.';
}

static void load_module(const char *folder, const char *name)
{
	char path[512], parameters[1024] = "";
	int fd;

	for (size_t i = 0; i < nwords; i++) {
		if (!is_parameter_of(words[i], name))
			continue;
		strncat(parameters, words[i] + strlen(name) + 1,
			sizeof(parameters) - strlen(parameters) - 2);
		strcat(parameters, " ");
	}
	snprintf(path, sizeof(path), "%s/%s.ko", folder, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail("cannot open module %s: %s; `make uml-KERNEL` builds it", path, strerror(errno));
	if (syscall(SYS_finit_module, fd, parameters, 0))
		fail("cannot load module %s: %s", path, strerror(errno));
	close(fd);
}

static void load_modules(void)
{
	const char *folder = required("zcopy.modules");
	char *list = strdup(required("zcopy.load")), *save, *name;

	if (!list)
		fail("out of memory");
	for (name = strtok_r(list, ",", &save); name; name = strtok_r(NULL, ",", &save))
		load_module(folder, name);
	free(list);
}

static void mount_all(void)
{
	mount_or_fail("proc", "/proc", NULL, 0);
	read_command_line();
	mount_or_fail("sysfs", "/sys", NULL, 0);
	mount_or_fail("devtmpfs", "/dev", NULL, 0);
	/* Pseudo terminals, for zcopy-ctl shell */
	if (!access("/dev/ptmx", F_OK)) {
		mkdir("/dev/pts", 0755);
		mount_or_fail("devpts", "/dev/pts", NULL, 0);
	}
	mount_or_fail("debugfs", "/sys/kernel/debug", NULL, 0);
	if (!access("/sys/kernel/tracing", F_OK))
		mount_or_fail("tracefs", "/sys/kernel/tracing", NULL, 0);
	/* Not over /tmp: the checkout may lie there */
	mount_or_fail("tmpfs", "/run", NULL, 0);
	if (value_of("zcopy.out")) {
		mkdir(OUT_DIR, 0755);
		mount_or_fail("hostfs", OUT_DIR, value_of("zcopy.out"), 0);
	}
}

/* "PROGRAM,ARGUMENT,...": a kernel command line has no words within words */
static void exec_words(char *text)
{
	char *arguments[MAX_WORDS + 1], *save;
	size_t n = 0;

	for (text = strtok_r(text, ",", &save); text && n < MAX_WORDS;
	     text = strtok_r(NULL, ",", &save))
		arguments[n++] = text;
	arguments[n] = NULL;
	execv(arguments[0], arguments);
}

/* A byte stream of the fake hypervisor, as the number of its descriptor. */
static char *open_stream(const char *name)
{
	char path[64], *number;
	int fd;

	snprintf(path, sizeof(path), "/dev/fake-xen/%s", name);
	fd = open(path, O_RDWR);
	if (fd < 0)
		fail("cannot open the stream %s: %s", path, strerror(errno));
	if (asprintf(&number, "%d", fd) < 0)
		fail("out of memory");
	return number;
}

static void exec_agent(const char *ctl)
{
	execl(ctl, ctl, "agent", "--stream", open_stream("agent"), NULL);
}

static void exec_conductor(const char *ctl)
{
	execl(ctl, ctl, "conduct", "--record", open_stream("record"),
	      "--agent", open_stream("agent"), "--toolstack", open_stream("toolstack"),
	      "--out", OUT_DIR, NULL);
}

static void exec_program(void)
{
	const char *program = value_of("zcopy.exec"), *ctl = required("zcopy.ctl");

	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	if (program)
		exec_words(strdup(program));
	else if (!strcmp(required("zcopy.role"), "back"))
		exec_conductor(ctl);
	else
		exec_agent(ctl);
	fprintf(stderr, "init: cannot run %s: %s\n", program ? program : ctl, strerror(errno));
	_exit(127);
}

/* Runs the domain's program and buries whatever else becomes an orphan meanwhile. */
static void run_program(void)
{
	pid_t child = fork(), gone;
	int status;

	if (child < 0)
		fail("cannot fork: %s", strerror(errno));
	if (!child)
		exec_program();
	do
		gone = wait(&status);
	while (gone != child && (gone > 0 || errno == EINTR));
	if (WIFSIGNALED(status))
		fprintf(stderr, "init: the program was killed by signal %d\n", WTERMSIG(status));
	else
		fprintf(stderr, "init: the program ended with %d\n", WEXITSTATUS(status));
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail("cannot write to %s: %s", path, strerror(errno));
	close(fd);
}

/* What kmemleak found goes to the console, where the host's watcher sees it. */
static void report_leaks(void)
{
	char buffer[4096];
	ssize_t n;
	int fd;

	sleep(KMEMLEAK_MIN_AGE_S);
	/* the first scan only notes the checksums of what looks lost */
	write_file(KMEMLEAK, "scan");
	write_file(KMEMLEAK, "scan");
	fd = open(KMEMLEAK, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (n = read(fd, buffer, sizeof(buffer))) > 0)
		if (write(STDERR_FILENO, buffer, n) < 0)
			break;
}

int main(void)
{
	if (getpid() != 1) {
		fputs("init: this is process 1 of a UML domain; see targets/uml/start\n", stderr);
		return 2;
	}
	mount_all();
	sethostname(required("zcopy.role"), strlen(required("zcopy.role")));
	load_modules();
	run_program();
	if (value_of("zcopy.coverage"))
		coverage_save(value_of("zcopy.coverage"));
	if (value_of("zcopy.leaks"))
		report_leaks();
	power_off();
}
