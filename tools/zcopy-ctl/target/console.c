// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "target/console.h"
#include "util/memory.h"
#include "util/plain.h"

/* A line without end is cut here: nothing a kernel prints is longer. */
#define LINE_MAX_BYTES	4096
/* Bytes that a pipe holds where nobody says so */
#define PIPE_USUAL	65536
/* A log that grows beyond this loses its older half. */
#define LINES_MAX	100000
/* How long a report's lines may be apart, and how long it may take in all */
#define SPLAT_PAUSE	0.15
#define SPLAT_LONGEST	1.0
/* A busy machine must not cut a report in two that is to be passed over. */
#define KNOWN_LONGEST	10.0

void console_init(struct console *console, const char *who, int fd)
{
	*console = (struct console){ .who = who, .fd = fd };
}

void console_finish(struct console *console)
{
	for (size_t i = 0; i < console->nlines; i++)
		free(console->lines[i].text);
	free(console->lines);
	free(console->partial);
	if (console->fd >= 0)
		close(console->fd);
	console_init(console, console->who, -1);
}

static void drop_older_half(struct console *console)
{
	size_t half = console->nlines / 2;

	if (console->splat && console->splat_line < half)
		return;
	for (size_t i = 0; i < half; i++)
		free(console->lines[i].text);
	memmove(console->lines, console->lines + half,
		(console->nlines - half) * sizeof(*console->lines));
	console->nlines -= half;
	console->splat_line = console->splat ? console->splat_line - half : 0;
}

static void end_line(struct console *console, double now)
{
	size_t length = plain_text(console->partial, console->npartial);

	if (console->nlines >= LINES_MAX)
		drop_older_half(console);
	*GROW(console->lines, console->nlines) = (struct console_line){
		.when = now, .text = xstrndup(console->partial, length),
	};
	console->npartial = 0;
	console->last_line = now;
	if (!console->splat) {
		console->splat = splat_match(console->lines[console->nlines - 1].text);
		if (console->splat) {
			console->splat_line = console->nlines - 1;
			console->splat_began = now;
		}
	}
}

void console_feed(struct console *console, const char *bytes, size_t length, double now)
{
	if (!console->partial)
		console->partial = xalloc(LINE_MAX_BYTES + 1);
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] != '\n') {
			console->partial[console->npartial++] = bytes[i];
			if (console->npartial < LINE_MAX_BYTES)
				continue;
		}
		console->partial[console->npartial] = '\0';
		end_line(console, now);
	}
}

/* No more can be there at a time */
static size_t capacity(int fd)
{
	int bytes = fcntl(fd, F_GETPIPE_SZ);

	return bytes > 0 ? bytes : PIPE_USUAL;
}

bool console_read(struct console *console, double now)
{
	size_t left = console->fd >= 0 ? capacity(console->fd) : 0;
	char buffer[16384];
	ssize_t got;

	while (console->fd >= 0) {
		if (left == 0)
			return true;
		got = read(console->fd, buffer, left < sizeof(buffer) ? left : sizeof(buffer));
		if (got > 0) {
			console_feed(console, buffer, got, now);
			left -= got;
			continue;
		}
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return true;
		close(console->fd);
		console->fd = -1;
		if (console->npartial > 0) {
			console->partial[console->npartial] = '\0';
			end_line(console, now);
		}
	}
	return false;
}

enum console_state console_judge(struct console *console, double now, bool ended)
{
	size_t count;
	char **lines;
	enum splat_judgement judgement;

	if (!console->splat)
		return CONSOLE_QUIET;
	if (!ended && console->fd >= 0 && now - console->last_line < SPLAT_PAUSE &&
	    now - console->splat_began < SPLAT_LONGEST)
		return CONSOLE_COMING;
	count = console->nlines - console->splat_line;
	lines = xalloc(count * sizeof(*lines));
	for (size_t i = 0; i < count; i++)
		lines[i] = console->lines[console->splat_line + i].text;
	judgement = splat_judge(lines, count);
	free(lines);
	if (judgement == SPLAT_INCOMPLETE && !ended && console->fd >= 0 &&
	    now - console->splat_began < KNOWN_LONGEST)
		return CONSOLE_COMING;
	if (judgement != SPLAT_KNOWN)
		return CONSOLE_SPLAT;
	console->splat = NULL;
	return CONSOLE_QUIET;
}

void console_pass_over(struct console *console)
{
	console->splat = NULL;
}

bool console_save(const struct console *console, const char *path)
{
	FILE *file = fopen(path, "we");
	bool good;

	if (!file)
		return false;
	for (size_t i = 0; i < console->nlines; i++)
		fprintf(file, "[%8.3f] %s\n", console->lines[i].when, console->lines[i].text);
	good = fflush(file) == 0 && !ferror(file);
	return fclose(file) == 0 && good;
}
