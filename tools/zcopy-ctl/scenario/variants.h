/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Variables: a layer above the parser, which knows none. A file is one scenario
 * for each combination of its variables' values; each of them is plain text
 * again, line for line the file's own.
 */
#ifndef ZCOPY_VARIANTS_H
#define ZCOPY_VARIANTS_H

#include "scenario/complain.h"

struct variant {
	char *text;		/* the file with every $NAME replaced */
	size_t length;
	struct scenario *scenario;
};

struct variants {
	struct variant *items;
	size_t count;
};

/* More are a run that nobody waits for. */
#define VARIANTS_MAX	200

/**
 * variants_parse() - read a file and check each of its variants
 * @path: name for messages; the file is not opened
 * @text: the file's bytes
 * @length: number of bytes in @text
 * @variants: filled, in the order of the values; one item without a variant's
 *	name when the file has no 'variants' line
 * @complaints: filled with everything that is wrong, in order of lines; places
 *	are those of the file, what is wrong in some variants only names them
 *
 * Return: true; false when there is at least one complaint, @variants is empty
 * then.
 */
bool variants_parse(const char *path, const char *text, size_t length,
		    struct variants *variants, struct complaints *complaints);
void variants_finish(struct variants *variants);

#endif /* ZCOPY_VARIANTS_H */
