// SPDX-License-Identifier: GPL-2.0-or-later
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "toolstack.h"
#include "transport.h"
#include "wire.h"

/* Making a domain takes its time on a slow machine */
#define ANSWER_MS	300000

static struct wire toolstack;
static bool there;

void toolstack_init(const char *stream, const char *program)
{
	if (stream)
		wire_init(&toolstack, transport_open(stream));
	else if (program)
		wire_init(&toolstack, transport_spawn(program));
	there = stream || program;
}

bool toolstack_is_there(void)
{
	return there;
}

static bool order(const char *what, char answer[WIRE_LINE])
{
	if (!there || !wire_write(&toolstack, "%s", what))
		return false;
	do
		if (!wire_read(&toolstack, answer, ANSWER_MS))
			return false;
	while (strcmp(answer, "died front") == 0);
	if (strncmp(answer, "ok", 2) == 0)
		return true;
	warnx("the toolstack answers \"%s\" to \"%s\"", answer, what);
	return false;
}

bool toolstack_kill_front(void)
{
	char answer[WIRE_LINE];

	return order("kill front", answer);
}

bool toolstack_start_front(unsigned int *domid)
{
	char answer[WIRE_LINE];

	if (!order("start front", answer))
		return false;
	sscanf(answer, "ok %u", domid);
	return true;
}
