// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "relay.h"
#include "stream.h"

#define DIED "\n{\"died\":\"the frontend domain has ended\"}\n"

/* Return: 1, 0 at the end of @from, -1 when @to cannot be written */
static int pass_on(int from, int to)
{
	char bytes[8192];
	ssize_t got = read(from, bytes, sizeof(bytes));

	if (got < 0 && errno == EINTR)
		return 1;
	if (got <= 0)
		return 0;
	return stream_write_bytes(to, bytes, got) ? 1 : -1;
}

/* At its end a toolstack is listened to no more: it would be ready for ever. */
static bool has_died(struct pollfd *toolstack)
{
	char bytes[256];
	ssize_t got = read(toolstack->fd, bytes, sizeof(bytes) - 1);

	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return false;
	if (got <= 0) {
		toolstack->fd = -1;
		return false;
	}
	bytes[got] = '\0';
	return strstr(bytes, "died front");
}

bool relay(int host, int domain, int toolstack)
{
	struct pollfd fds[3] = {
		{ .fd = host, .events = POLLIN }, { .fd = domain, .events = POLLIN },
		{ .fd = toolstack, .events = POLLIN },
	};
	int there = 1;

	while (there > 0) {
		if (poll(fds, 3, -1) < 0) {
			if (errno != EINTR)
				return false;
			continue;
		}
		/* What it said before it died comes first. */
		if (fds[1].revents) {
			there = pass_on(domain, host);
		} else if (fds[2].revents && has_died(&fds[2])) {
			stream_write_bytes(host, DIED, strlen(DIED));
			return false;
		}
		/* However much the domain has to say, what is typed gets through. */
		if (there > 0 && fds[0].revents)
			there = pass_on(host, domain);
	}
	return there == 0;
}
