// SPDX-License-Identifier: GPL-2.0-or-later
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "util/terminal.h"

static struct termios before;
static volatile sig_atomic_t changed;

/* Also called by a signal's handler: nothing but what is allowed there */
void terminal_restore(void)
{
	if (!changed)
		return;
	changed = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
}

static void restore_and_end(int number)
{
	terminal_restore();
	/* The handler was for once: now it does what it does by default. */
	raise(number);
}

static void watch_signals(void)
{
	static const int fatal[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL,
	};
	struct sigaction action = { .sa_handler = restore_and_end, .sa_flags = SA_RESETHAND }, old;

	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		if (sigaction(fatal[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(fatal[i], &action, NULL);
}

bool terminal_change(enum terminal_mode mode)
{
	static bool prepared;
	struct termios fresh;

	if (changed || tcgetattr(STDIN_FILENO, &before) != 0)
		return changed;
	if (!prepared) {
		atexit(terminal_restore);
		watch_signals();
		prepared = true;
	}
	fresh = before;
	if (mode == TERMINAL_RAW)
		cfmakeraw(&fresh);
	else
		fresh.c_lflag &= ~(ICANON | ECHO);
	changed = 1;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &fresh) != 0)
		changed = 0;
	return changed;
}

struct terminal_size terminal_size(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) != 0 || !size.ws_col || !size.ws_row)
		return (struct terminal_size){ 80, 24 };
	return (struct terminal_size){ size.ws_col, size.ws_row };
}
