/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operations whose allocations, and copies from and to user space, fail. Needs a kernel
 * with fault injection (the debug kernel has it).
 */
#ifndef ABI_FAILING_H
#define ABI_FAILING_H

#include "target.h"

/* What is to fail: 0 or an errno. It leaves nothing behind, whether it works or not. */
typedef int operation(struct test *test, void *arg);

bool can_fail(void);
/* Before anything below */
void failing_init(void);

/* Runs it with its @nth point failing. True when there are that many. */
bool fail_at(unsigned int nth, operation *run, struct test *test, void *arg, int *error);

/*
 * Runs it until every point has failed once, one after the other. Each time the driver's
 * numbers come back, and the errno is one of those that the failure explains.
 */
void fail_at_each_point(struct test *test, operation *run, void *arg);

/*
 * The same, but for allocations alone, and with all the later ones failing as well: so
 * does the undoing, and what is tried again.
 */
void memory_ends_at_each_point(struct test *test, operation *run, void *arg);

#endif /* ABI_FAILING_H */
