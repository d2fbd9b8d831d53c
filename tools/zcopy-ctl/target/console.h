/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel's console: read by lines, remembered with times, watched for splats. */
#ifndef ZCOPY_CONSOLE_H
#define ZCOPY_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "target/splats.h"

struct console_line {
	double when;		/* seconds since the machine started */
	char *text;
};

struct console {
	const char *who;	/* "back", "front" */
	int fd;			/* -1: closed */
	char *partial;		/* a line whose end has not come yet */
	size_t npartial;
	struct console_line *lines;
	size_t nlines;
	/* A report that is coming in */
	const struct splat_pattern *splat;	/* NULL: none */
	size_t splat_line;
	double splat_began, last_line;
};

enum console_state {
	CONSOLE_QUIET,		/* nothing wrong so far */
	CONSOLE_COMING,		/* a report comes in; look again soon */
	CONSOLE_SPLAT,		/* it is complete, and it is real */
};

void console_init(struct console *console, const char *who, int fd);
void console_finish(struct console *console);

/*
 * Reads what is there, but no more than a pipe holds: a kernel that never stops to
 * print has its log, and everybody else a turn. Return: false when the other end is
 * closed.
 */
bool console_read(struct console *console, double now);

/* Takes bytes as if they were read; for console_read() and for tests. */
void console_feed(struct console *console, const char *bytes, size_t length, double now);

/*
 * Is there a splat? A report is complete when its console has been silent for
 * a moment, or after a second at most; @ended: no more will come.
 */
enum console_state console_judge(struct console *console, double now, bool ended);

/* What was found is known now, and looked for is the next. */
void console_pass_over(struct console *console);

/* Writes the whole log. Return: false with errno set when it cannot. */
bool console_save(const struct console *console, const char *path);

#endif /* ZCOPY_CONSOLE_H */
