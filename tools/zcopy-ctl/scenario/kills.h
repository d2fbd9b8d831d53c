/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header line `kill-at-every-step ROLE...`: the file becomes a scenario for
 * each of its steps, in which that domain dies right after it. Made as text, out
 * of verbs that everybody can write: what a variant does can be read.
 */
#ifndef ZCOPY_KILLS_H
#define ZCOPY_KILLS_H

#include "scenario/variables.h"

/* The header word */
#define KILLS_WORD "kill-at-every-step"

/*
 * Reads that line's roles, and gives @axis a value "front@12" for each role and
 * each line of @text that is a step.
 */
void kills_read(struct axis *axis, const struct words *words, const char *text, size_t length,
		struct complaints *complaints);

/* What stands in the place of the header line: the need of that death */
const char *kills_need(const char *value);

/**
 * kills_expand() - the scenario with that death in it
 * @path: name for messages
 * @text: the file, variables replaced; freed when another text is returned
 * @length: number of bytes in @text; changed to that of the text returned
 * @value: "front@12"
 *
 * Up to the line all is as it was, and lines keep their numbers. Behind the last
 * one: the death; the survivor lets go of what it holds; both domains are as
 * they were at the start; and all steps once more, from the first to the last.
 *
 * Return: that text, or @text when it has mistakes, which the parser will find.
 */
char *kills_expand(const char *path, char *text, size_t *length, const char *value);

#endif /* ZCOPY_KILLS_H */
