/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A process of its own that ends the kernels when the daemon cannot, because it
 * was killed itself.
 *
 * A UML kernel runs its guest's programs in traced processes. When the tracer
 * dies first, they go on, and their system calls are the host's: so a kernel is
 * never killed alone, but always together with its process group.
 */
#ifndef FAKEXEND_GUARD_H
#define FAKEXEND_GUARD_H

#include <sys/types.h>
#include "streams.h"

#define UMID_SIZE 64

struct guarded {
	pid_t group;	/* 0: nobody */
	char umid[UMID_SIZE];
};

/**
 * struct guard - the daemon's end of it
 * @list:	shared with the guard: who to end
 * @pipe:	the guard acts when the last copy of this is closed
 * @pid:	the guard
 */
struct guard {
	struct guarded *list;
	int pipe;
	pid_t pid;
};

void guard_init(struct guard *guard);

/* By the kernel's process itself, when it leads its group */
void guard_enlist(struct guard *guard, int role, const char *umid);

/* Kills a kernel and its programs; until they are waited for, they are listed */
void guard_kill(struct guard *guard, int role);
void guard_forget(struct guard *guard, int role);

#endif /* FAKEXEND_GUARD_H */
