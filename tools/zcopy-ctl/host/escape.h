/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "~." behind a line's end leaves, as with ssh: a domain that hangs takes no
 * Ctrl-C, and a raw terminal has nothing else.
 */
#ifndef ZCOPY_ESCAPE_H
#define ZCOPY_ESCAPE_H

#include <stddef.h>

struct escape {
	enum { ESCAPE_LINE_START, ESCAPE_IN_LINE, ESCAPE_TILDE } state;
	enum { ESCAPE_NOTHING, ESCAPE_HELP, ESCAPE_END } wants;	/* what was typed last */
};

#define ESCAPE_INIT { ESCAPE_LINE_START, ESCAPE_NOTHING }

/*
 * Takes what was typed, and gives back in @kept, which has room for twice as much,
 * what is for the domain. Nothing behind a "~." is.
 */
size_t escape_feed(struct escape *escape, const char *bytes, size_t length, char *kept);

#endif /* ZCOPY_ESCAPE_H */
