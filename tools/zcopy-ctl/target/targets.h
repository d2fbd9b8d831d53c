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
	/*
	 * From the folder's file "kernels", a line each: its name, and where it is
	 * below the build folder (default: TARGET/KERNEL/kernel). Without that file,
	 * from its *.config, but base.config.
	 */
	struct target_kernel *kernels;
	size_t nkernels;
	/*
	 * From the folder's file "timeouts", lines "boot SECONDS" and "step SECONDS":
	 * how long its consoles may be silent while it boots, and how long a step may
	 * take without progress.
	 */
	double boot_timeout, step_timeout;
	char *problem;			/* with one of those files, or NULL */
};

struct targets {
	char *folder;		/* absolute; NULL: there is none */
	char *given;		/* what $ZCOPY_TARGETS says; NULL: nothing */
	char *build;		/* folder of this program: kernels lie below */
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
