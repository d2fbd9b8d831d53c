// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stands in for a UML kernel, so that fakexend can be tested in milliseconds:
 * it takes the same command line, has a child as UML has, and does what
 * do=ACTION says. What it finds wrong it says on its console.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../../emulator/fake-gnttab/core/hypervisor.h"

static char **arguments;

static const char *argument(const char *name)
{
	size_t n = strlen(name);
	int i;

	for (i = 1; arguments[i]; i++)
		if (strncmp(arguments[i], name, n) == 0 && arguments[i][n] == '=')
			return arguments[i] + n + 1;
	return NULL;
}

__attribute__((format(printf, 1, 2), noreturn))
static void wrong(const char *format, ...)
{
	va_list args;

	printf("wrong: ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	exit(1);
}

static int number(const char *name)
{
	const char *value = argument(name);

	if (!value)
		wrong("no argument %s=", name);
	return atoi(value);
}

/* A line without its end; empty ones are skipped, as all readers must */
static const char *read_line(int fd)
{
	static char line[256];
	size_t n = 0;

	while (n < sizeof(line) - 1 && read(fd, line + n, 1) == 1) {
		if (line[n] != '\n')
			n++;
		else if (n)
			break;
	}
	line[n] = '\0';
	return line;
}

static void ask(const char *request, const char *answer)
{
	int fd = number("fake_xen.toolstack");
	const char *line;

	dprintf(fd, "%s\n", request);
	line = read_line(fd);
	if (strncmp(line, answer, strlen(answer)) != 0)
		wrong("'%s' was answered '%s'", request, line);
}

static void expect_hello(void)
{
	const char *line;

	do
		line = read_line(number("fake_xen.agent"));
	while (*line && strcmp(line, "hello") != 0);
	if (!*line)
		wrong("no hello");
}

/* Boots as a domain, tells that it powers off, and ends badly as UML may */
static void power_off(void)
{
	struct sched_shutdown op = { .reason = SHUTDOWN_poweroff };
	struct fx fx = { };
	unsigned int page;
	int fd;

	if (sscanf(argument("physmem"), "%d,%u", &fd, &page) != 2)
		wrong("physmem=");
	fx.file = mmap(NULL, FX_FILE_SIZE, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_NORESERVE, fd, 0);
	if (fx.file == MAP_FAILED)
		wrong("cannot map the memory");
	if (fx_domain_boot(&fx, number("fake_xen.domid"), page, 16, 1024))
		wrong("the domain does not exist");
	fx_sched_op(&fx, SCHEDOP_shutdown, &op);
	abort();
}

static void toolstack(void)
{
	int fd = number("fake_xen.toolstack");

	expect_hello();
	ask("start front", "error ");
	ask("kill front", "ok");
	ask("kill front", "error ");
	ask("juggle", "error ");
	ask("start front", "ok");
	expect_hello();
	/* The frontend ends by itself when it is told to */
	dprintf(number("fake_xen.agent"), "end\n");
	if (strcmp(read_line(fd), "died front") != 0)
		wrong("the frontend's end was not told");
	ask("start front", "ok");
	expect_hello();
	power_off();
}

/* What a dead reader left is not for the next one */
static void front(void)
{
	int fd = number("fake_xen.agent");

	dprintf(fd, "hello\n");
	while (strcmp(read_line(fd), "end") != 0)
		;
	exit(1);
}

/* fakexend has the file open as well: what moves its offset moves everybody's */
static void own_offset(void)
{
	char path[64], line[64];
	unsigned int page;
	long long there;
	FILE *file;
	int fd;

	if (sscanf(argument("physmem"), "%d,%u", &fd, &page) != 2)
		wrong("physmem=");
	if (lseek(fd, 4096, SEEK_SET) != 4096)
		wrong("cannot seek in the memory");
	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%d", (int)getppid(), fd);
	file = fopen(path, "r");
	if (!file || !fgets(line, sizeof(line), file) || sscanf(line, "pos: %lld", &there) != 1)
		wrong("cannot read %s", path);
	fclose(file);
	if (there)
		wrong("the file offset of the memory is everybody's");
	power_off();
}

static void back_twice(void)
{
	const char *umid = argument("umid");

	if (!umid)
		wrong("no umid=");
	if (strcmp(strrchr(umid, '-'), "-0") != 0)
		power_off();
	dprintf(number("fake_xen.toolstack"), "kill back\n");
}

int main(int argc, char **argv)
{
	const char *action;

	(void)argc;
	arguments = argv;
	setlinebuf(stdout);
	action = argument("do");
	/* UML's traced programs: they hold the console open, too */
	if (fork() == 0) {
		pause();
		_exit(0);
	}
	printf("domain %d: %s\n", number("fake_xen.domid"), action);
	if (strcmp(action, "power-off") == 0)
		power_off();
	else if (strcmp(action, "toolstack") == 0)
		toolstack();
	else if (strcmp(action, "front") == 0)
		front();
	else if (strcmp(action, "back-twice") == 0)
		back_twice();
	else if (strcmp(action, "own-offset") == 0)
		own_offset();
	else if (strcmp(action, "end") == 0)
		return 0;
	for (;;)
		pause();
}
