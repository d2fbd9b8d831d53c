// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "plan.h"
#include "util/memory.h"

static bool add(struct plan *plan, const struct step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (plan->count >= PLAN_MAX)
			return false;
		if (steps[i].kind != STEP_REPEAT) {
			*GROW(plan->steps, plan->count) = &steps[i];
			continue;
		}
		for (unsigned int round = 0; round < steps[i].count; round++)
			if (!add(plan, steps[i].body, steps[i].nbody))
				return false;
	}
	return true;
}

bool plan_init(struct plan *plan, const struct scenario *scenario)
{
	*plan = (struct plan){ 0 };
	if (add(plan, scenario->steps, scenario->nsteps))
		return true;
	plan_finish(plan);
	return false;
}

void plan_finish(struct plan *plan)
{
	free(plan->steps);
	*plan = (struct plan){ 0 };
}
