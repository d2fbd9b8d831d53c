/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A console's log, read when all is over: each splat in it. */
#ifndef ZCOPY_SPLAT_LOG_H
#define ZCOPY_SPLAT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct splat_found {
	size_t number;		/* of the line, from 1 */
	const char *name;	/* of the pattern */
	char *text;		/* the line */
};

struct splat_log {
	struct splat_found *found;
	size_t nfound;
	size_t number;		/* lines so far */
	/* A report that may turn out to be the known one */
	char **report;
	size_t nreport;
	bool complete, traced;	/* it can be judged; its stack is being listed */
};

/*
 * Reads @file to its end; a log of several consoles and of programs may be mixed.
 * Each line that splat_match() knows is found, but not those of the report that
 * splat_judge() passes over. Return: false with errno set when it cannot be read;
 * what was found until then is there.
 */
bool splat_log_read(struct splat_log *log, FILE *file);
void splat_log_finish(struct splat_log *log);

#endif /* ZCOPY_SPLAT_LOG_H */
