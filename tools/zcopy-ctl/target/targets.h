/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The places scenarios can run on: folders targets/NAME with a program "start". */
#ifndef ZCOPY_TARGETS_H
#define ZCOPY_TARGETS_H

#include <stdbool.h>
#include <stddef.h>

struct target_kernel {
	char *name;
	bool built;
};

struct target {
	char *name;
	char *folder;			/* absolute */
	struct target_kernel *kernels;	/* from the folder's *.config, but base.config */
	size_t nkernels;
};

struct targets {
	char *folder;		/* absolute; NULL: there is none */
	char *build;		/* folder of this program: kernels lie below NAME/KERNEL */
	struct target *items;
	size_t count;
};

/*
 * Looks in $ZCOPY_TARGETS, else in "targets" of the nearest folder above this
 * program that has one.
 */
void targets_load(struct targets *targets);
void targets_finish(struct targets *targets);

/*
 * The target of that name; NULL with a message in @error, to be freed, that
 * names the nearest one.
 */
const struct target *targets_find(const struct targets *targets, const char *name,
				  char **error);
/* The same for a kernel of a target that lists its kernels. */
bool target_has_kernel(const struct target *target, const char *kernel, char **error);

#endif /* ZCOPY_TARGETS_H */
