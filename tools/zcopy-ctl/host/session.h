/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program in one of a target's domains, with our standard streams */
#ifndef ZCOPY_SESSION_H
#define ZCOPY_SESSION_H

#include <stdbool.h>

#include "target/targets.h"

struct session {
	const char *command;		/* of zcopy-ctl, for messages: "shell" */
	const struct target *target;
	const char *kernel;		/* NULL: the target's default */
	const char *role;		/* "back" or "front": where the program runs */
	char *const *argv;		/* of the program; ended by NULL, empty: a shell */
	const char *out;		/* folder for the kernels' logs, when something went wrong */
};

/*
 * Boots the target, runs the program, powers off. With a terminal on standard
 * input and output the program has one, too, and a line that begins with "~."
 * ends everything.
 *
 * Return: the program's exit code, or one of enum exit_code when it could not be
 * run, or a kernel crashed or reported a bug.
 */
int session_run(const struct session *session);

#endif /* ZCOPY_SESSION_H */
