// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "die.h"
#include "streams.h"

static void make_pair(int pair[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		die(EXIT_ENVIRONMENT, "cannot make a stream: %s",
		    strerror(errno));
}

void streams_init(struct streams *streams)
{
	int role, pair[2];

	for (role = 0; role < ROLES; role++)
		if (pipe2(streams->kick[role], O_CLOEXEC | O_NONBLOCK))
			die(EXIT_ENVIRONMENT, "cannot make a pipe: %s",
			    strerror(errno));
	make_pair(streams->agent);
	make_pair(pair);
	streams->toolstack = pair[0];
	streams->toolstack_host = pair[1];
}

static void drain(int fd)
{
	char bytes[4096];

	while (recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		;
}

void streams_reset(struct streams *streams, int role)
{
	char bytes[64];

	while (read(streams->kick[role][0], bytes, sizeof(bytes)) > 0)
		;
	drain(streams->agent[role]);
	/* What it sent is still good, but may stop in the middle of a line */
	send(streams->agent[role], "\n", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (role == BACK)
		drain(streams->toolstack);
}
