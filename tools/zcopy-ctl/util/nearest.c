// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "util/nearest.h"

/* Words longer than this are nobody's typo; it also bounds the table below. */
#define LONGEST 48

/* enoent means ENOENT. */
static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static unsigned int min(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

unsigned int word_distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	unsigned int d[LONGEST + 1][LONGEST + 1];

	if (la > LONGEST || lb > LONGEST)
		return la > lb ? la : lb;
	for (size_t i = 0; i <= la; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= lb; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= la; i++) {
		for (size_t j = 1; j <= lb; j++) {
			unsigned int cost = !same(a[i - 1], b[j - 1]);

			d[i][j] = min(min(d[i - 1][j] + 1, d[i][j - 1] + 1),
				      d[i - 1][j - 1] + cost);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
			    same(a[i - 2], b[j - 1]))
				d[i][j] = min(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[la][lb];
}

void nearest_offer(struct nearest *nearest, const char *word)
{
	size_t typed = strlen(nearest->typed), length = strlen(word);
	unsigned int distance, far = length / 3 + 1;

	/* The difference of their lengths alone is a distance. */
	if (typed > length + far || length > typed + far)
		return;
	distance = word_distance(nearest->typed, word);
	if (distance > far || distance >= length)
		return;
	if (nearest->word && distance >= nearest->distance)
		return;
	nearest->word = word;
	nearest->distance = distance;
}

void nearest_offer_all(struct nearest *nearest, const char *const *words)
{
	for (; *words; words++)
		nearest_offer(nearest, *words);
}

const char *nearest_hint(const struct nearest *nearest, char *buffer, size_t size)
{
	buffer[0] = '\0';
	if (nearest->word)
		snprintf(buffer, size, "; did you mean '%s'?", nearest->word);
	return buffer;
}
