// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "host/agenda.h"
#include "util/memory.h"

/* splitmix64: the same numbers for the same seed on every machine */
static uint64_t next_number(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void shuffle_items(struct agenda_item *items, size_t count, uint64_t *state)
{
	for (size_t i = count; i > 1; i--) {
		size_t k = next_number(state) % i;
		struct agenda_item kept = items[i - 1];

		items[i - 1] = items[k];
		items[k] = kept;
	}
}

void agenda_make(struct agenda *agenda, size_t nfiles, unsigned int rounds, const uint64_t *shuffle)
{
	uint64_t state = shuffle ? *shuffle : 0;

	*agenda = (struct agenda){
		.items = xalloc(nfiles * rounds * sizeof(*agenda->items)),
		.rounds = rounds, .shuffled = shuffle, .seed = state,
	};
	for (unsigned int round = 1; round <= rounds; round++) {
		struct agenda_item *items = agenda->items + agenda->count;

		for (size_t i = 0; i < nfiles; i++)
			agenda->items[agenda->count++] = (struct agenda_item){ i, round };
		if (shuffle)
			shuffle_items(items, nfiles, &state);
	}
}

void agenda_finish(struct agenda *agenda)
{
	free(agenda->items);
	*agenda = (struct agenda){ 0 };
}
