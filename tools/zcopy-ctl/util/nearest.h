/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_NEAREST_H
#define ZCOPY_NEAREST_H

#include <stddef.h>

/*
 * Damerau-Levenshtein distance (optimal string alignment): insertions,
 * deletions, substitutions and swaps of neighbours, each at a cost of one;
 * small and capital letters are the same.
 */
unsigned int word_distance(const char *a, const char *b);

/*
 * Collects candidates for "did you mean": offer every known word, then ask.
 * A word is near when it is at most a third of its length away.
 */
struct nearest {
	const char *typed;
	const char *word;
	unsigned int distance;
};

#define NEAREST(text) ((struct nearest){ .typed = (text), .word = NULL, .distance = 0 })

void nearest_offer(struct nearest *nearest, const char *word);
void nearest_offer_all(struct nearest *nearest, const char *const *words);

/* "; did you mean 'word'?" or "" in @buffer, which it returns */
const char *nearest_hint(const struct nearest *nearest, char *buffer, size_t size);

#endif /* ZCOPY_NEAREST_H */
