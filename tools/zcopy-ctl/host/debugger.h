/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A debugger at the kernels of a target that has booted: how it is attached, when to go on */
#ifndef ZCOPY_DEBUGGER_H
#define ZCOPY_DEBUGGER_H

#include <json-c/json.h>
#include <stdbool.h>
#include <sys/types.h>

#include "target/targets.h"

/*
 * The lines that attach gdb, as the target's program "gdb" (targets/uml/gdb) says them,
 * to be freed. @pid: of its start. @out: a folder, which was given to start as well.
 * @modules: of the backend's kernel, from its hello; may be NULL. NULL with a message
 * in @error when the target cannot say.
 */
char *debugger_lines(const struct target *target, const char *kernel, pid_t pid,
		     const char *out, json_object *modules, char **error);

/*
 * Begins to wait for a word to go on: any key, where standard input is a terminal, or
 * SIGCONT. Return: a descriptor that is readable when something came, or -1.
 */
int debugger_wait_begin(void);
/* Was it the word? */
bool debugger_wait_over(int fd);
/* The terminal is as it was; @fd is closed. */
void debugger_wait_end(int fd);

#endif /* ZCOPY_DEBUGGER_H */
