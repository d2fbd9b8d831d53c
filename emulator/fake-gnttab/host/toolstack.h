/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What xl is on a real machine: the conductor asks, in lines of text, for a
 * domain to be killed or started, and is told when the frontend ends by itself.
 */
#ifndef FAKEXEND_TOOLSTACK_H
#define FAKEXEND_TOOLSTACK_H

#include <stddef.h>

enum toolstack_request {
	TOOLSTACK_NONE,		/* no complete line yet */
	TOOLSTACK_UNKNOWN,
	TOOLSTACK_KILL_FRONT,
	TOOLSTACK_START_FRONT,
	TOOLSTACK_KILL_BACK,
};

struct toolstack {
	int fd;
	char line[256];
	size_t used;
};

void toolstack_receive(struct toolstack *toolstack);
enum toolstack_request toolstack_next(struct toolstack *toolstack);
void toolstack_say(struct toolstack *toolstack, const char *line);

#endif /* FAKEXEND_TOOLSTACK_H */
