// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "host/debugger.h"
#include "util/capture.h"
#include "util/memory.h"
#include "util/terminal.h"

/* Modules times sections, and four words before them */
#define MAX_WORDS 256

static int continues = -1;	/* signalfd of SIGCONT */

/* "MODULE:SECTION=ADDRESS" for each */
static size_t add_sections(char **argv, size_t argc, json_object *modules)
{
	json_object_object_foreach(modules, module, sections) {
		json_object_object_foreach(sections, section, address) {
			if (argc < MAX_WORDS)
				argv[argc++] = xprintf("%s:%s=%s", module, section,
						       json_object_get_string(address));
		}
	}
	return argc;
}

char *debugger_lines(const struct target *target, const char *kernel, pid_t pid,
		     const char *out, json_object *modules, char **error)
{
	char *argv[MAX_WORDS + 1] = {
		xprintf("%s/gdb", target->folder), xstrdup(kernel ? kernel : ""),
		xprintf("%d", pid), xstrdup(out),
	};
	char *said = NULL, *complaint = NULL;
	size_t argc = 4;

	if (access(argv[0], X_OK) != 0) {
		*error = xprintf("target %s does not say how a debugger is attached: %s is missing",
				 target->name, argv[0]);
	} else {
		if (json_object_is_type(modules, json_type_object))
			argc = add_sections(argv, argc, modules);
		if (capture(argv, &said, &complaint) != 0) {
			*error = xprintf("%s: %s", argv[0], complaint);
			free(said);
			said = NULL;
		}
		free(complaint);
	}
	for (size_t i = 0; i < argc; i++)
		free(argv[i]);
	return said;
}

int debugger_wait_begin(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int fd = epoll_create1(EPOLL_CLOEXEC);
	sigset_t set;

	if (continues < 0) {
		sigemptyset(&set);
		sigaddset(&set, SIGCONT);
		sigprocmask(SIG_BLOCK, &set, NULL);
		continues = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	}
	if (fd < 0 || epoll_ctl(fd, EPOLL_CTL_ADD, continues, &event) != 0)
		return -1;
	if (terminal_change(TERMINAL_KEYS))
		epoll_ctl(fd, EPOLL_CTL_ADD, STDIN_FILENO, &event);
	return fd;
}

bool debugger_wait_over(int fd)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	struct signalfd_siginfo info;
	char key;

	(void)fd;
	if (read(continues, &info, sizeof(info)) == sizeof(info))
		return true;
	return isatty(STDIN_FILENO) && poll(&input, 1, 0) > 0 && read(STDIN_FILENO, &key, 1) >= 0;
}

void debugger_wait_end(int fd)
{
	terminal_restore();
	if (fd >= 0)
		close(fd);
}
