/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --on TARGET and --kernel KERNEL, for the commands that start one target */
#ifndef ZCOPY_WHERE_H
#define ZCOPY_WHERE_H

#include <argp.h>
#include <stdbool.h>

#include "target/targets.h"

struct where {
	const char *target;	/* as typed */
	const char *kernel;	/* as typed, or the usual one; NULL: the target's default */
};

#define WHERE_TARGET	"uml"

/* Its input is a struct where */
extern const struct argp where_argp;

/*
 * The target that is meant, its kernel chosen where none was typed. NULL with a
 * message in @error, to be freed.
 */
const struct target *where_find(struct where *where, const struct targets *targets,
				char **error);

/*
 * The exit code of who was told by where_find() that there is none: without any target
 * nothing that is typed would be right.
 */
int where_exit_code(const struct targets *targets);

#endif /* ZCOPY_WHERE_H */
