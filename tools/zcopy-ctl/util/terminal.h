/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The terminal on standard input, in another mode for a while */
#ifndef ZCOPY_TERMINAL_H
#define ZCOPY_TERMINAL_H

#include <stdbool.h>

enum terminal_mode {
	TERMINAL_RAW,	/* every byte as it was typed, Ctrl-C among them */
	TERMINAL_KEYS,	/* keys without Enter and without echo; Ctrl-C still interrupts */
};

/*
 * Changes the mode. It is taken back by terminal_restore(), by exit(), and by the
 * signals that end a process but for SIGKILL; those that somebody blocks or
 * handles are that one's business. Return: false when it is no terminal.
 */
bool terminal_change(enum terminal_mode mode);
void terminal_restore(void);

struct terminal_size {
	unsigned int columns, rows;
};

/* 80 x 24 where nobody knows */
struct terminal_size terminal_size(int fd);

#endif /* ZCOPY_TERMINAL_H */
