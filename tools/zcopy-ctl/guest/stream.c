// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream.h"
#include "util/memory.h"

#define CHUNK	4096

void stream_init(struct stream *stream, int fd)
{
	*stream = (struct stream){ .fd = fd };
	pthread_mutex_init(&stream->writing, NULL);
}

void stream_finish(struct stream *stream)
{
	pthread_mutex_destroy(&stream->writing);
	free(stream->buffer);
	stream->buffer = NULL;
	stream->length = stream->capacity = 0;
}

/* Blocks until @events, also on an fd that somebody made non-blocking */
static bool wait_for(int fd, short events)
{
	struct pollfd ready = { .fd = fd, .events = events };

	while (poll(&ready, 1, -1) < 0)
		if (errno != EINTR)
			return false;
	return true;
}

static bool fill(struct stream *stream)
{
	if (stream->capacity - stream->length < CHUNK) {
		stream->capacity += stream->capacity + CHUNK;
		stream->buffer = xrealloc(stream->buffer, stream->capacity, 1);
	}
	for (;;) {
		ssize_t got = read(stream->fd, stream->buffer + stream->length,
				   stream->capacity - stream->length);

		if (got > 0) {
			stream->length += got;
			return true;
		}
		if (got == 0)
			return false;
		if (errno == EAGAIN && !wait_for(stream->fd, POLLIN))
			return false;
		if (errno != EAGAIN && errno != EINTR)
			return false;
	}
}

char *stream_read_line(struct stream *stream)
{
	size_t searched = 0;

	for (;;) {
		char *end = stream->length == searched ? NULL :
			memchr(stream->buffer + searched, '\n', stream->length - searched);

		if (end) {
			size_t length = end - stream->buffer;
			char *line = xstrndup(stream->buffer, length);

			stream->length -= length + 1;
			memmove(stream->buffer, end + 1, stream->length);
			return line;
		}
		searched = stream->length;
		if (searched > STREAM_LINE_MAX || !fill(stream))
			return NULL;
	}
}

struct json_object *stream_read(struct stream *stream)
{
	char *line;

	while ((line = stream_read_line(stream))) {
		struct json_object *object = json_tokener_parse(line);

		free(line);
		if (json_object_is_type(object, json_type_object))
			return object;
		json_object_put(object);
	}
	return NULL;
}

bool stream_write_bytes(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t written = write(fd, bytes, length);

		if (written > 0) {
			bytes += written;
			length -= written;
		} else if (errno == EAGAIN) {
			if (!wait_for(fd, POLLOUT))
				return false;
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

bool stream_write_line(struct stream *stream, const char *line)
{
	char *text = xprintf("%s\n", line);
	bool written;

	pthread_mutex_lock(&stream->writing);
	written = stream_write_bytes(stream->fd, text, strlen(text));
	pthread_mutex_unlock(&stream->writing);
	free(text);
	return written;
}

bool stream_write(struct stream *stream, struct json_object *object)
{
	return stream_write_line(stream, json_object_to_json_string_ext(object,
								JSON_C_TO_STRING_PLAIN));
}
