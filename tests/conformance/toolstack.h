/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Killing and starting the front, by lines: "kill front" is answered by "ok" or "error TEXT". */
#ifndef CONFORMANCE_TOOLSTACK_H
#define CONFORMANCE_TOOLSTACK_H

#include <stdbool.h>

/* At @stream, or the standard input and output of @program */
void toolstack_init(const char *stream, const char *program);
bool toolstack_is_there(void);

/* "kill front" and "start front". @domid changes when the answer tells a new one. */
bool toolstack_kill_front(void);
bool toolstack_start_front(unsigned int *domid);

#endif /* CONFORMANCE_TOOLSTACK_H */
