// SPDX-License-Identifier: GPL-2.0-or-later
/* How long a step may take. */
#include <errno.h>
#include <string.h>

#include "run.h"
#include "scenario/values.h"
#include "scenario/verbs.h"

bool run_is_endless(const struct run *run)
{
	return run->conductor->patience == PATIENCE_ENDLESS;
}

/* Some verbs watch their own time, which may be all that their step may take */
static bool watches_time(const struct step *step)
{
	return step->kind == STEP_VERB &&
	       (step->verb->id == VERB_UNTIL || step->verb->id == VERB_UNLOAD ||
		(step->verb->id == VERB_WAIT_FREE && !step_option(step, "timeout")));
}

/* What timeout= allows, but for "forever": then something else bounds the step */
static uint32_t timeout_of(const struct step *step)
{
	const char *timeout = step_option(step, "timeout");
	uint32_t ms;

	return timeout && value_duration(timeout, &ms) && ms != UINT32_MAX ? ms : 0;
}

unsigned int step_deadline(const struct run *run, const struct step *step)
{
	uint64_t limit = step->within_ms;

	if (!limit || run_is_endless(run))
		limit = STEP_MS * (uint64_t)run->conductor->patience + timeout_of(step);
	if (watches_time(step))
		limit += STEP_MS;
	return limit < UINT32_MAX ? limit : UINT32_MAX;
}

/* The step that says what must come of @step: itself, or the join of the job that it starts */
static const struct step *judged_by(const struct run *run, const struct step *step)
{
	for (size_t i = run->position; step->job && i < run->plan.count; i++) {
		const struct step *join = run->plan.steps[i];

		if (join->kind == STEP_JOIN && strcmp(join->job, step->job) == 0)
			return join;
	}
	return step;
}

const char *step_option_text(const struct run *run, const struct step *step,
			     const struct option_value *option)
{
	if (run_is_endless(run) && strcmp(option->key, "timeout") == 0 &&
	    !step_expects(judged_by(run, step), ETIMEDOUT))
		return "forever";
	return option->value;
}
