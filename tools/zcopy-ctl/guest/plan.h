/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scenario's steps in the order in which they are done, loops unrolled: a
 * position in it is one number, which outlives the death of a conductor.
 */
#ifndef ZCOPY_PLAN_H
#define ZCOPY_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/scenario.h"

struct plan {
	const struct step **steps;	/* no STEP_REPEAT among them */
	size_t count;
};

/* Return: false when there are more than PLAN_MAX steps. */
bool plan_init(struct plan *plan, const struct scenario *scenario);
void plan_finish(struct plan *plan);

/* An hour's work; more is a mistake in a count */
#define PLAN_MAX	1000000

#endif /* ZCOPY_PLAN_H */
