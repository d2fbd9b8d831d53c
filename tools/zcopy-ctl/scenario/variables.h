/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The header lines `variants`, `let` and `kill-at-every-step`, and $NAME behind them */
#ifndef ZCOPY_VARIABLES_H
#define ZCOPY_VARIABLES_H

#include "scenario/complain.h"
#include "scenario/words.h"

/* One line: its variables change their values together. */
struct axis {
	struct word *names;
	size_t nnames;
	struct word *values;	/* @nvalues times @nnames */
	size_t nvalues;
	unsigned int line;
	bool varies;		/* not 'let': part of the variant's name */
	bool kills;		/* 'kill-at-every-step', see kills.h: one name, which is "" */
};

struct variables {
	struct axis *axes;
	size_t count;
	bool *used;		/* per axis and name, in order */
	size_t nnames;
};

/* Reads the header of a file. What is wrong with its variables is complained about. */
void variables_read(struct variables *variables, const char *text, size_t length,
		    struct complaints *complaints);
void variables_finish(struct variables *variables);

/* Combinations of values; more than @limit count as @limit + 1. */
size_t variables_combinations(const struct variables *variables, size_t limit);

/* "640x480,XR24"; NULL when nothing varies */
char *variables_name(const struct variables *variables, size_t combination);

/* "front@12", who dies behind which line in this combination; NULL: nobody does */
const char *variables_kill(const struct variables *variables, size_t combination);

/*
 * Whether a line "known-to-fail ... with VALUE ..." is about this combination;
 * every other line is. A value that no variant has is complained about.
 */
bool variables_concerned(const struct variables *variables, size_t combination,
			 const char *text, size_t length, unsigned int line,
			 struct complaints *complaints);

/*
 * A line with its variables replaced. @line is the number for complaints about
 * unknown names; NULL @complaints: nobody asks. Return: the line, of *@length.
 */
char *variables_expand(struct variables *variables, size_t combination, const char *text,
		       size_t *length, unsigned int line, struct complaints *complaints);

/* Column of the line as written that column @column of the replaced one comes from */
unsigned int variables_column(const struct variables *variables, size_t combination,
			      const char *text, size_t length, unsigned int column);

/* Complains about names that no line used. */
void variables_unused(const struct variables *variables, struct complaints *complaints);

#endif /* ZCOPY_VARIABLES_H */
