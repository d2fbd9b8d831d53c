// SPDX-License-Identifier: GPL-2.0-or-later
#include "scenario/steps.h"
#include "scenario/values.h"

bool step_expects(const struct step *step, int error)
{
	for (unsigned int i = 0; i < step->nexpect; i++)
		if (step->expect[i] == error)
			return true;
	return step->nexpect == 0 && error == 0;
}

bool step_must_succeed(const struct step *step)
{
	return step->nexpect == 0 || (step->nexpect == 1 && step->expect[0] == 0);
}

/* Whoever joins a background job waits for it, for as long as the join says */
static double own_seconds(const struct step *step)
{
	const char *timeout = step_option(step, "timeout");
	double seconds = step->within_ms / 1000.0;
	uint32_t ms;

	if (step->kind == STEP_VERB && step->job)
		return 0;
	if (timeout && value_duration(timeout, &ms) && ms != UINT32_MAX && ms / 1000.0 > seconds)
		seconds = ms / 1000.0;
	return seconds;
}

double steps_longest(const struct step *steps, size_t count)
{
	double longest = 0;

	for (size_t i = 0; i < count; i++) {
		double seconds = own_seconds(&steps[i]);
		double inner = steps_longest(steps[i].body, steps[i].nbody);

		if (inner > seconds)
			seconds = inner;
		if (seconds > longest)
			longest = seconds;
	}
	return longest;
}

const struct step *steps_behind(const struct step *steps, size_t count, unsigned int line)
{
	for (size_t i = 0; i < count; i++) {
		bool block = steps[i].kind == STEP_REPEAT || steps[i].kind == STEP_PARALLEL;
		const struct step *inner = steps_behind(steps[i].body, steps[i].nbody, line);

		if (inner)
			return inner;
		if (!block && steps[i].line > line)
			return &steps[i];
	}
	return NULL;
}
