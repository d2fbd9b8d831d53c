// SPDX-License-Identifier: GPL-2.0-or-later
/* One scenario from beginning to end. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"
#include "scenario/verbs.h"
#include "util/memory.h"

static struct scenario *parse(struct json_object *order, struct trouble *trouble)
{
	const char *path = json_object_get_string(json_object_object_get(order, "path"));
	struct json_object *text = json_object_object_get(order, "text");
	struct complaints complaints = { 0 };
	struct scenario *scenario;

	if (!path || !text) {
		trouble_set(trouble, EPROTO, "the host sent no scenario");
		return NULL;
	}
	scenario = scenario_parse(path, json_object_get_string(text),
				  json_object_get_string_len(text), &complaints);
	if (!scenario)
		trouble_set(trouble, EINVAL, "%s:%u:%u: %s", path, complaints.items[0].line,
			    complaints.items[0].column, complaints.items[0].message);
	complaints_clear(&complaints);
	return scenario;
}

/* The first need that the target does not meet, or NULL */
static const char *missing(const struct scenario *scenario, struct json_object *caps)
{
	for (size_t i = 0; i < scenario->nneeds; i++) {
		bool there = false;

		for (size_t k = 0; k < json_object_array_length(caps); k++)
			there |= strcmp(scenario->needs[i], json_object_get_string(
					json_object_array_get_idx(caps, k))) == 0;
		if (!there)
			return scenario->needs[i];
	}
	return NULL;
}

/* A frontend that runs and knows nothing of earlier scenarios */
static int prepare_front(struct run *run, struct trouble *trouble)
{
	struct json_object *answer;

	if (run->conductor->front_killed && front_start(run->conductor, trouble) < 0)
		return -1;
	if (front_wait(run->conductor, trouble) < 0)
		return -1;
	answer = ask(run, ROLE_FRONT, "reset", NULL, trouble);
	json_object_put(answer);
	return answer ? 0 : -1;
}

static int prepare(struct run *run, struct json_object *resume, struct trouble *trouble)
{
	actor_reset(&run->conductor->actor);
	if (resume) {
		if (run_resume(run, resume, trouble) < 0)
			return -1;
	} else {
		if (prepare_front(run, trouble) < 0 ||
		    baseline_take(run, ROLE_FRONT, trouble) < 0)
			return -1;
	}
	/* A restarted backend starts from nothing, and ends there again */
	return baseline_take(run, ROLE_BACK, trouble);
}

static int do_steps(struct run *run, struct trouble *trouble)
{
	for (; run->position < run->plan.count; run->position++)
		if (step_do(run, run->plan.steps[run->position], trouble) < 0)
			return -1;
	if (run->nrunning)
		return trouble_set(trouble, EBUSY, "background job %s was never joined",
				   run->running[0].name);
	return 0;
}

static void clear_faults(struct run *run)
{
	char *words[] = { "clear" };
	struct trouble ignored = { 0 };

	if (run->faulty)
		fault_set(run->conductor, words, 1, &ignored);
	trouble_clear(&ignored);
}

static void run_scenario(struct run *run, struct json_object *order, struct json_object *caps)
{
	struct json_object *resume = json_object_object_get(order, "resume");
	struct trouble trouble = { 0 };
	const char *need;
	int result;

	run->scenario = parse(order, &trouble);
	if (!run->scenario) {
		report_result(run, "failed", 0, trouble.text);
		trouble_clear(&trouble);
		return;
	}
	need = missing(run->scenario, caps);
	if (need) {
		char *text = xprintf("this target does not offer '%s': %s", need,
				     capability_lack(need));

		report_result(run, "skipped", 0, text);
		free(text);
		return;
	}
	if (!plan_init(&run->plan, run->scenario))
		result = trouble_set(&trouble, E2BIG, "the scenario has more than %u steps",
				     PLAN_MAX);
	else
		result = prepare(run, resume, &trouble);
	if (result == 0)
		result = do_steps(run, &trouble);
	clear_faults(run);
	settings_restore(&run->conductor->actor);
	if (result == 0)
		result = baseline_check(run, &trouble);
	send_pictures(run);
	report_result(run, result ? "failed" : "passed", run->failed ? run->failed->line : 0,
		      trouble.text);
	trouble_clear(&trouble);
}

void conduct_run(struct conductor *conductor, struct json_object *order,
		 struct json_object *caps)
{
	bool endless = json_object_get_boolean(json_object_object_get(order, "endless"));
	struct run run = {
		.conductor = conductor,
		.seed = json_object_get_uint64(json_object_object_get(order, "seed")),
		.objects = json_object_new_object(),
		.baseline = json_object_new_object(),
		.pictures = json_object_new_object(),
	};

	if (endless) {
		conductor->patience = PATIENCE_ENDLESS;
		actor_set_patience(&conductor->actor, PATIENCE_ENDLESS);
	}
	conductor->runs = true;
	conductor->said_us = clock_us();
	run_scenario(&run, order, caps);
	conductor->runs = false;
	other_kill(conductor);
	for (size_t i = 0; i < run.nrunning; i++) {
		free(run.running[i].name);
		job_release(run.running[i].job);
	}
	free(run.running);
	plan_finish(&run.plan);
	scenario_free(run.scenario);
	json_object_put(run.objects);
	json_object_put(run.baseline);
	json_object_put(run.pictures);
}
