/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A question to the grant interface, and its answer as text. Answers of two
 * machines are compared as they are, so nothing may stand in them that is
 * different from run to run: no reference, handle or address.
 */
#ifndef CONFORMANCE_QUESTION_H
#define CONFORMANCE_QUESTION_H

#include <stddef.h>

/**
 * struct question - one line of the table
 * @id:		group and name; unique
 * @text:	what is asked, for people
 * @ask:	finds out, and calls say()
 * @with:	whatever that function needs to know
 * @certain:	the answer that is right everywhere, or NULL
 */
struct question {
	const char *id;
	const char *text;
	void (*ask)(const struct question *question);
	const void *with;
	const char *certain;
};

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* Adds a word to the answer of the question that is being asked. */
__attribute__((format(printf, 1, 2)))
void say(const char *format, ...);

/* The question cannot be asked: what it needs does not work. Does not return. */
__attribute__((format(printf, 1, 2), noreturn))
void give_up(const char *format, ...);

/* "okay", "general_error", ...; the number where Xen has no name for it */
const char *status_name(int status);

/* "0" or "EINVAL" */
const char *errno_name(int error);

/* What came of a hypercall: its own failure, else the operation's status */
const char *outcome(int result, int status);

/* The groups, each in a file of its own */
struct group {
	const struct question *questions;
	size_t count;
};

extern const struct group refs_group, entries_group, flags_group, handles_group;
extern const struct group in_use_group, end_group, copy_group, table_group;
extern const struct group library_group, gntdev_group, gntalloc_group;
extern const struct group dmabuf_export_group, dmabuf_import_group, death_group;

#endif /* CONFORMANCE_QUESTION_H */
