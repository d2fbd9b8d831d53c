/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines over a byte stream, with a bound on how long to wait for one. What a
 * killed peer left behind (half lines, answers to nobody) must not confuse: empty
 * lines are skipped here, and whoever asks numbers the questions.
 */
#ifndef CONFORMANCE_WIRE_H
#define CONFORMANCE_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#define WIRE_LINE	1024

struct wire {
	int fd;
	char buffer[2 * WIRE_LINE];
	size_t used;
};

void wire_init(struct wire *wire, int fd);

/* One line without its end; false after @timeout_ms (-1: never) or at the end. */
bool wire_read(struct wire *wire, char line[WIRE_LINE], int timeout_ms);

__attribute__((format(printf, 2, 3)))
bool wire_write(struct wire *wire, const char *format, ...);

#endif /* CONFORMANCE_WIRE_H */
