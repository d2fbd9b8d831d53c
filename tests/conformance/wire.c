// SPDX-License-Identifier: GPL-2.0-or-later
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "wire.h"

void wire_init(struct wire *wire, int fd)
{
	wire->fd = fd;
	wire->used = 0;
}

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static bool fill(struct wire *wire, long long deadline)
{
	struct pollfd ready = { .fd = wire->fd, .events = POLLIN };
	long long left = deadline < 0 ? -1 : deadline - now_ms();
	ssize_t got;

	if (deadline >= 0 && left < 0)
		left = 0;
	if (poll(&ready, 1, left) == 0)
		return false;
	/* A line that does not fit is not one of ours */
	if (wire->used == sizeof(wire->buffer))
		wire->used = 0;
	got = read(wire->fd, wire->buffer + wire->used, sizeof(wire->buffer) - wire->used);
	if (got > 0)
		wire->used += got;
	return got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN));
}

/* Takes a line out of the buffer; false when there is none */
static bool take(struct wire *wire, char line[WIRE_LINE])
{
	char *end = memchr(wire->buffer, '\n', wire->used);
	size_t length;

	if (!end)
		return false;
	length = end - wire->buffer;
	snprintf(line, WIRE_LINE, "%.*s", (int)length, wire->buffer);
	wire->used -= length + 1;
	memmove(wire->buffer, end + 1, wire->used);
	return true;
}

bool wire_read(struct wire *wire, char line[WIRE_LINE], int timeout_ms)
{
	long long deadline = timeout_ms < 0 ? -1 : now_ms() + timeout_ms;

	for (;;) {
		while (take(wire, line))
			if (*line)
				return true;
		if (!fill(wire, deadline))
			return false;
	}
}

bool wire_write(struct wire *wire, const char *format, ...)
{
	char line[WIRE_LINE];
	size_t length, done = 0;
	va_list ap;

	va_start(ap, format);
	length = vsnprintf(line, sizeof(line) - 1, format, ap);
	va_end(ap);
	if (length >= sizeof(line) - 1)
		errx(1, "a line is too long: %s", line);
	line[length++] = '\n';
	while (done < length) {
		ssize_t n = write(wire->fd, line + done, length - done);

		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return false;
		if (n > 0)
			done += n;
	}
	return true;
}
