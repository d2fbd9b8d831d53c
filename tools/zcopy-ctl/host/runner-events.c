// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Records, splats, deadlines and the machine's end: each says something of the
 * scenario that runs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/debugger.h"
#include "host/evidence.h"
#include "host/messages.h"
#include "host/phases.h"
#include "host/received.h"
#include "host/runner-events.h"
#include "scenario/steps.h"
#include "util/json-out.h"
#include "util/memory.h"

void runner_doing(struct runner *runner, const char *what)
{
	snprintf(runner->doing, sizeof(runner->doing), "%s", what);
	silence_broken(&runner->silence);
	runner->doing_since = clock_now();
	if (runner->watcher->doing)
		runner->watcher->doing(runner->watcher->context, runner->item, what, 0);
}

void runner_blame(struct runner *runner, enum verdict verdict, char *message)
{
	runner->now->verdict = verdict;
	free(runner->now->message);
	runner->now->message = message;
}

static void machine_is_gone(struct runner *runner)
{
	char *words = evidence_last_words(&runner->machine);

	runner_blame(runner, VERDICT_CRASHED, xprintf("the target ended in the middle of the scenario%s%s",
						      words ? ": " : "", words ? words : ""));
	free(words);
	evidence_tail(runner->now, &runner->machine, runner->first_line);
}

void runner_hello(struct runner *runner, json_object *hello)
{
	json_object *target = NULL;

	json_object_object_get_ex(hello, "target", &target);
	json_object_put(runner->capabilities);
	runner->capabilities = target ? json_object_get(target) : json_object_new_object();
}

bool runner_send_run(struct runner *runner)
{
	json_object *message = json_object_new_object();
	json_object *run = json_object_new_object();

	json_object_object_add(run, "path", json_text(runner->file->path));
	json_object_object_add(run, "text", json_text(runner->file->text));
	json_object_object_add(run, "seed", json_object_new_uint64(runner->options->seed));
	json_object_object_add(run, "resume", json_object_get(runner->checkpoint));
	json_object_object_add(run, "endless", json_object_new_boolean(runner->options->gdb));
	json_object_object_add(message, "run", run);
	return machine_send(&runner->machine, message);
}

static void handle_step(struct runner *runner, json_object *object)
{
	struct step_record step = message_step(object);
	const struct scenario *scenario = runner->file->scenario;
	const struct step *next = steps_behind(scenario->steps, scenario->nsteps, step.line);

	record_add_step(runner->now, step);
	runner_doing(runner, next ? next->text : "looks for what is left behind");
}

/* Return: true when the scenario is over. */
static bool handle_result(struct runner *runner, json_object *object)
{
	struct scenario_record *now = runner->now;

	message_result(object, now, runner->options->scratch);
	if (now->line)
		now->line_text = file_line(runner->file, now->line);
	if (now->verdict == VERDICT_FAILED)
		evidence_tail(runner->now, &runner->machine, runner->first_line);
	return true;
}

/* Return: true when the scenario is over: a picture is no use half. */
static bool handle_file(struct runner *runner, json_object *part)
{
	char *problem = received_file(part, runner->options->scratch);

	if (problem)
		runner_blame(runner, VERDICT_ERROR, problem);
	return problem;
}

static bool handle_record(struct runner *runner, json_object *record)
{
	json_object *inner = NULL;

	silence_broken(&runner->silence);
	if (json_object_object_get_ex(record, "hello", NULL)) {
		runner_hello(runner, record);
		if (!runner->checkpoint) {
			runner_blame(runner, VERDICT_CRASHED,
				     xstrdup("the backend domain booted again in the middle of the scenario"));
			evidence_tail(runner->now, &runner->machine, runner->first_line);
			return true;
		}
		if (!runner_send_run(runner))
			return false;
		json_object_put(runner->checkpoint);
		runner->checkpoint = NULL;
		return false;
	}
	if (json_object_object_get_ex(record, "step", &inner)) {
		handle_step(runner, inner);
		return false;
	}
	if (json_object_object_get_ex(record, "file", &inner))
		return handle_file(runner, inner);
	if (json_object_object_get_ex(record, "checkpoint", &inner)) {
		json_object_put(runner->checkpoint);
		runner->checkpoint = json_object_get(inner);
		return false;
	}
	if (json_object_object_get_ex(record, "result", &inner))
		return handle_result(runner, inner);
	/* Unknown kinds are for a newer host than this one. */
	return false;
}

void runner_splat(struct runner *runner, const struct console *console)
{
	runner_blame(runner, VERDICT_CRASHED, evidence_splat_words(console));
	evidence_splat(runner->now, console);
}

static void handle_deadline(struct runner *runner)
{
	runner_blame(runner, VERDICT_TIMEOUT,
		     xprintf("no progress for %g s: %s", runner->silence.patience, runner->doing));
	evidence_tail(runner->now, &runner->machine, runner->first_line);
}

bool runner_event(struct runner *runner)
{
	double tick = clock_now() + PHASE_TICK, end = silence_end(&runner->silence);
	struct event event = machine_next(&runner->machine, tick < end ? tick : end);
	bool over;

	/* The frontend may boot again in the middle of a scenario. */
	silence_boots(&runner->silence, runner->machine.consoles[CONSOLE_FRONT].nlines);
	switch (event.kind) {
	case EVENT_RECORD:
		over = handle_record(runner, event.record);
		json_object_put(event.record);
		return !over;
	case EVENT_SPLAT:
		runner_splat(runner, event.console);
		return false;
	case EVENT_ENDED:
		machine_is_gone(runner);
		return false;
	case EVENT_INTERRUPTED:
		runner_blame(runner, VERDICT_INTERRUPTED, xstrdup("interrupted"));
		return false;
	case EVENT_GARBAGE:
		runner_blame(runner, VERDICT_CRASHED,
			     xprintf("the record stream carries what is no record: %s", event.text));
		free(event.text);
		evidence_tail(runner->now, &runner->machine, runner->first_line);
		return false;
	case EVENT_WATCHED:
		runner->waits = !debugger_wait_over(runner->machine.watch);
		return true;
	case EVENT_DEADLINE:
		if (clock_now() >= silence_end(&runner->silence)) {
			handle_deadline(runner);
			return false;
		}
		if (runner->watcher->doing)
			runner->watcher->doing(runner->watcher->context, runner->item,
					       runner->doing, clock_now() - runner->doing_since);
		return true;
	}
	return false;
}
