// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"
#include "scenario/step.h"

static void free_strings(char **strings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(strings[i]);
	free(strings);
}

void scenario_free(struct scenario *scenario)
{
	if (!scenario)
		return;
	for (size_t i = 0; i < scenario->nsteps; i++)
		step_finish(&scenario->steps[i]);
	free(scenario->steps);
	free_strings(scenario->proves, scenario->nproves);
	free_strings(scenario->needs, scenario->nneeds);
	free_strings(scenario->tags, scenario->ntags);
	for (size_t i = 0; i < scenario->nknown; i++) {
		free(scenario->known[i].target);
		free(scenario->known[i].reason);
	}
	free(scenario->known);
	free(scenario->pitfalls);
	free(scenario->path);
	free(scenario->name);
	free(scenario->variant);
	free(scenario->title);
	free(scenario);
}

const char *step_option(const struct step *step, const char *key)
{
	for (size_t i = 0; i < step->noptions; i++)
		if (strcmp(step->options[i].key, key) == 0)
			return step->options[i].value;
	return NULL;
}

const struct known_failure *scenario_known(const struct scenario *scenario, const char *target)
{
	for (size_t i = 0; i < scenario->nknown; i++) {
		const struct known_failure *known = &scenario->known[i];

		if (!known->target || strcmp(known->target, target) == 0)
			return known;
	}
	return NULL;
}
