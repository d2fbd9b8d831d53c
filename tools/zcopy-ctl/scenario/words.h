/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lexer: a line is words with blanks between them, nothing else. */
#ifndef ZCOPY_WORDS_H
#define ZCOPY_WORDS_H

#include <stddef.h>

struct word {
	char *text;
	unsigned int column;	/* from 1 */
};

struct words {
	struct word *items;
	size_t count;
	char *line;		/* the whole line without blanks around it */
};

/* Splits @length bytes, which hold no line end. */
void words_split(struct words *words, const char *line, size_t length);
void words_finish(struct words *words);

#endif /* ZCOPY_WORDS_H */
