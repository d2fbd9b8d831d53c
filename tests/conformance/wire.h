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

/*
 * The stream to the other domain, or to the toolstack: a descriptor's number, or
 * the path of a device. Ends the program when it cannot be opened. Any other way
 * to the other domain becomes a file descriptor here.
 */
int transport_open(const char *where);

/* A program that speaks on its standard input and output. */
int transport_spawn(const char *program);

void wire_init(struct wire *wire, int fd);

/* One line without its end; false after @timeout_ms (-1: never) or at the end. */
bool wire_read(struct wire *wire, char line[WIRE_LINE], int timeout_ms);

__attribute__((format(printf, 2, 3)))
bool wire_write(struct wire *wire, const char *format, ...);

#endif /* CONFORMANCE_WIRE_H */
