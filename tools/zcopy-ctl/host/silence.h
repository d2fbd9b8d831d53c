/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a machine may show no progress. While something boots, a console's line is
 * some: a boot is as long as its machine is slow, but never silent for long, nor does it
 * go on for ever.
 */
#ifndef ZCOPY_SILENCE_H
#define ZCOPY_SILENCE_H

#include <stdbool.h>
#include <stddef.h>

struct silence {
	double patience;	/* seconds */
	double progress;	/* clock_now(): of the last progress */
	double reported;	/* of the last that was more than a console's line */
	size_t lines;		/* of the consoles, when there was progress last */
};

void silence_begin(struct silence *silence, double patience);
/* Something was done. */
void silence_broken(struct silence *silence);
/* Something boots, and its consoles have so many lines now. */
void silence_boots(struct silence *silence, size_t lines);
/* When it is too long, by clock_now() */
double silence_end(const struct silence *silence);

#endif /* ZCOPY_SILENCE_H */
