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

static bool has_died(int toolstack)
{
	char bytes[256];
	ssize_t got = read(toolstack, bytes, sizeof(bytes) - 1);

	if (got <= 0)
		return false;
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
		bool died = false;

		if (poll(fds, 3, -1) < 0) {
			if (errno != EINTR)
				return false;
			continue;
		}
		/* What it said before it died comes first. */
		if (fds[1].revents)
			there = pass_on(domain, host);
		else if (fds[2].revents)
			died = has_died(toolstack);
		else if (fds[0].revents)
			there = pass_on(host, domain);
		if (died) {
			stream_write_bytes(host, DIED, strlen(DIED));
			return false;
		}
	}
	return there == 0;
}
