/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why a step did not do what it says: an errno, which scenarios expect, and a
 * sentence with the cause, which people read.
 */
#ifndef ZCOPY_TROUBLE_H
#define ZCOPY_TROUBLE_H

struct trouble {
	int error;	/* errno value, 0: none */
	char *text;	/* malloc'ed, or NULL */
};

/*
 * Sets error and text (replacing what was there) and returns -1, so that a
 * caller can say: return trouble_set(...).
 */
int trouble_set(struct trouble *trouble, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same, with ": " and the system's words for @error after the text */
int trouble_errno(struct trouble *trouble, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

void trouble_clear(struct trouble *trouble);

#endif /* ZCOPY_TROUBLE_H */
