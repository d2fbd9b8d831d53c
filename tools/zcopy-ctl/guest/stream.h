/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines over a byte stream. The stream is whatever can be read, written and
 * polled: a raw tty of a UML console, a socket, a vchan proxy's pipe. Nothing
 * is assumed about how bytes are cut into reads.
 */
#ifndef ZCOPY_STREAM_H
#define ZCOPY_STREAM_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

struct stream {
	int fd;
	pthread_mutex_t writing;	/* lines of several threads do not mix */
	char *buffer;			/* bytes read and not yet handed out */
	size_t length, capacity;
};

void stream_init(struct stream *stream, int fd);
void stream_finish(struct stream *stream);	/* does not close the fd */

/*
 * One line without its newline, to be freed. NULL at the end of the stream, on
 * an error, or when a line is longer than STREAM_LINE_MAX. One thread reads.
 */
char *stream_read_line(struct stream *stream);

/*
 * One JSON object, to be released with json_object_put(). Lines that are not
 * one are dropped: the rest of what a killed peer was saying. NULL at the end.
 */
struct json_object *stream_read(struct stream *stream);

/* Adds the newline. Return: false when the other end is gone. */
bool stream_write_line(struct stream *stream, const char *line);
bool stream_write(struct stream *stream, struct json_object *object);

/* All of them, to whatever descriptor. Return: false when it takes no more. */
bool stream_write_bytes(int fd, const char *bytes, size_t length);

/* References of 16384x6144 pixels in the worst order, and room to spare */
#define STREAM_LINE_MAX		(4u << 20)

#endif /* ZCOPY_STREAM_H */
