// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <sys/socket.h>
#include "toolstack.h"

static const struct {
	const char *line;
	enum toolstack_request request;
} requests[] = {
	{ "kill front", TOOLSTACK_KILL_FRONT },
	{ "start front", TOOLSTACK_START_FRONT },
	{ "kill back", TOOLSTACK_KILL_BACK },
};

void toolstack_receive(struct toolstack *toolstack)
{
	ssize_t n;

	/* A line that does not fit is not one of ours */
	if (toolstack->used == sizeof(toolstack->line))
		toolstack->used = 0;
	n = recv(toolstack->fd, toolstack->line + toolstack->used,
		 sizeof(toolstack->line) - toolstack->used, MSG_DONTWAIT);
	if (n > 0)
		toolstack->used += n;
}

/* Takes one line from what was received */
enum toolstack_request toolstack_next(struct toolstack *toolstack)
{
	enum toolstack_request request = TOOLSTACK_UNKNOWN;
	char *line = toolstack->line;
	char *end = memchr(line, '\n', toolstack->used);
	size_t i;

	if (!end)
		return TOOLSTACK_NONE;
	*end = '\0';
	for (i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (strcmp(line, requests[i].line) == 0)
			request = requests[i].request;
	toolstack->used -= end + 1 - line;
	memmove(line, end + 1, toolstack->used);
	return request;
}

void toolstack_say(struct toolstack *toolstack, const char *line)
{
	send(toolstack->fd, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT);
	send(toolstack->fd, "\n", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}
