// SPDX-License-Identifier: GPL-2.0-or-later
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "guest/transport.h"
#include "transport.h"

static struct transport *vchan;

int transport_open(const char *name)
{
	struct termios raw;
	char *end;
	long number = strtol(name, &end, 10);
	int fd = number;

	if (!*name || *end)
		fd = open(name, O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		err(3, "cannot open the stream %s", name);
	/* A serial line carries the bytes as they are */
	if (tcgetattr(fd, &raw) == 0) {
		cfmakeraw(&raw);
		tcsetattr(fd, TCSANOW, &raw);
	}
	return fd;
}

static bool is_vchan(const char *name)
{
	return strcmp(name, "vchan") == 0;
}

int transport_to_front(const char *name, unsigned int domid)
{
	struct trouble trouble = { 0 };
	int fd;

	if (!is_vchan(name))
		return transport_open(name);
	vchan = transport_of_vchan();
	fd = vchan->open(vchan, domid, &trouble);
	if (fd < 0)
		errx(3, "%s", trouble.text);
	return fd;
}

int transport_to_back(const char *name, unsigned int *domid)
{
	struct trouble trouble = { 0 };
	uint32_t told;
	int fd;

	if (!is_vchan(name))
		return transport_open(name);
	fd = vchan_join(&told, &trouble);
	if (fd < 0)
		errx(3, "%s", trouble.text);
	*domid = told;
	return fd;
}

void transport_hang_up(void)
{
	if (!vchan)
		return;
	vchan->close(vchan);
	free(vchan);
	vchan = NULL;
}

int transport_spawn(const char *program)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		err(3, "cannot make a stream to %s", program);
	switch (fork()) {
	case -1:
		err(3, "cannot start %s", program);
	case 0:
		dup2(pair[1], STDIN_FILENO);
		dup2(pair[1], STDOUT_FILENO);
		execl(program, program, (char *)NULL);
		warn("cannot start %s", program);
		_exit(127);
	}
	close(pair[1]);
	return pair[0];
}
