/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is run, in which order. */
#ifndef ZCOPY_AGENDA_H
#define ZCOPY_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct agenda_item {
	size_t file;		/* which of the files */
	unsigned int round;	/* from 1 */
};

struct agenda {
	struct agenda_item *items;
	size_t count;
	unsigned int rounds;
	bool shuffled;
	uint64_t seed;		/* of the order, when it is shuffled */
};

/* @shuffle: NULL, or the seed that decides the order; each round has another one */
void agenda_make(struct agenda *agenda, size_t nfiles, unsigned int rounds, const uint64_t *shuffle);
void agenda_finish(struct agenda *agenda);

#endif /* ZCOPY_AGENDA_H */
