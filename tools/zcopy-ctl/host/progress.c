// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/progress.h"
#include "util/memory.h"
#include "util/plain.h"
#include "util/terminal.h"

/* Without a terminal: how long something may take before it is mentioned */
#define SILENCE 5.0

void progress_init(struct progress *progress, const char *const *names, size_t total)
{
	*progress = (struct progress){
		.total = total,
		.names = names,
		.terminal = isatty(STDERR_FILENO),
		.said = xalloc(total * sizeof(*progress->said)),
	};
}

void progress_finish(struct progress *progress)
{
	free(progress->said);
}

/* Cut to the width: a line that wraps could not be wiped. */
static void show_live(struct progress *progress, size_t index, const char *what, double seconds)
{
	char *line = seconds < 1 ?
		xprintf("[%zu/%zu] %s: %s", index + 1, progress->total,
			progress->names[index], what) :
		xprintf("[%zu/%zu] %s: %s (%.0f s)", index + 1, progress->total,
			progress->names[index], what, seconds);
	size_t width = terminal_size(STDERR_FILENO).columns - 1;

	if (strlen(line) > width)
		line[width] = '\0';
	fputs("\r\033[K", stderr);
	print_plain(stderr, line);
	fflush(stderr);
	progress->shown = true;
	free(line);
}

static void show_plain(struct progress *progress, size_t index, const char *what, double seconds)
{
	if (seconds < progress->said[index])
		progress->said[index] = 0;
	if (seconds - progress->said[index] < SILENCE)
		return;
	progress->said[index] = seconds;
	fprintf(stderr, "[%zu/%zu] %s: ", index + 1, progress->total, progress->names[index]);
	print_plain(stderr, what);
	fprintf(stderr, " (%.0f s)\n", seconds);
}

void progress_show(struct progress *progress, size_t index, const char *what, double seconds)
{
	if (progress->terminal)
		show_live(progress, index, what, seconds);
	else
		show_plain(progress, index, what, seconds);
}

void progress_wipe(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
}
