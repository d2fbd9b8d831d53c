/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The front's life. Without a toolstack it cannot be killed: then the question is given up. */
#ifndef CONFORMANCE_FRONT_H
#define CONFORMANCE_FRONT_H

#include <stdbool.h>

/* Its peer is at the other end of @stream; starts it when @start says so. */
void front_init(const char *stream, bool start);

void front_kill(void);

/* Nothing is mapped of it (any more): waits until Xen does not know it. */
void front_await_end(void);

/* Starts it when it was killed. Ends the program when it does not come. */
void front_start(void);

#endif /* CONFORMANCE_FRONT_H */
