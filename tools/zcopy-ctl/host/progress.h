/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes on, on standard error: one line that is written over on a terminal,
 * otherwise a line now and then, so that nobody waits in silence.
 */
#ifndef ZCOPY_PROGRESS_H
#define ZCOPY_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
	size_t total;
	const char *const *names;	/* of the scenarios, as many */
	bool terminal;
	bool shown;			/* a line stands there to be wiped */
	double *said;			/* of each: seconds of silence said so far */
};

void progress_init(struct progress *progress, const char *const *names, size_t total);
void progress_finish(struct progress *progress);
void progress_show(struct progress *progress, size_t index, const char *what, double seconds);
/* Before anything else is printed */
void progress_wipe(struct progress *progress);

#endif /* ZCOPY_PROGRESS_H */
