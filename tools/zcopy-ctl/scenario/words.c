// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stdlib.h>

#include "scenario/words.h"
#include "util/memory.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

void words_split(struct words *words, const char *line, size_t length)
{
	size_t start, end = length;

	*words = (struct words){ 0 };
	for (size_t i = 0; i < length; ) {
		while (i < length && is_blank(line[i]))
			i++;
		start = i;
		while (i < length && !is_blank(line[i]))
			i++;
		if (i == start)
			break;
		*GROW(words->items, words->count) = (struct word){
			.text = xstrndup(line + start, i - start),
			.column = start + 1,
		};
	}
	while (end > 0 && is_blank(line[end - 1]))
		end--;
	start = words->count ? words->items[0].column - 1 : end;
	words->line = xstrndup(line + start, end - start);
}

void words_finish(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i].text);
	free(words->items);
	free(words->line);
	*words = (struct words){ 0 };
}
