// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Records, splats, deadlines and the machine's end: each says something of the
 * scenario that runs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "commands.h"
#include "host/debugger.h"
#include "host/evidence.h"
#include "host/messages.h"
#include "host/received.h"
#include "host/runner-events.h"
#include "scenario/steps.h"
#include "util/json-out.h"
#include "util/memory.h"

/* A boot that is never silent: how many times its patience it may take */
#define BOOT_LONGEST	10

void runner_doing(struct runner *runner, const char *what)
{
	snprintf(runner->doing, sizeof(runner->doing), "%s", what);
	runner->progress = runner->reported = runner->doing_since = clock_now();
	if (runner->watcher->doing)
		runner->watcher->doing(runner->watcher->context, runner->item, what, 0);
}

void runner_blame(struct runner *runner, enum verdict verdict, char *message)
{
	runner->now->verdict = verdict;
	free(runner->now->message);
	runner->now->message = message;
}

static bool start_was_refused(const struct machine *machine)
{
	return WIFEXITED(machine->status) &&
	       (WEXITSTATUS(machine->status) == EXIT_ENVIRONMENT ||
		WEXITSTATUS(machine->status) == EXIT_USAGE);
}

static void machine_is_gone(struct runner *runner)
{
	const struct machine *machine = &runner->machine;
	char *words = evidence_last_words(machine);
	bool booted = runner->capabilities;

	if (!booted && start_was_refused(machine)) {
		runner_blame(runner, VERDICT_ERROR,
			     words ? words : xprintf("target %s cannot be started",
						     runner->options->target->name));
		runner->record->error = xstrdup(runner->now->message);
		return;
	}
	runner_blame(runner, booted ? VERDICT_CRASHED : VERDICT_ERROR,
		     xprintf("the target %s%s%s", booted ? "ended in the middle of the scenario" :
			     "ended before its conductor said anything",
			     words ? ": " : "", words ? words : ""));
	free(words);
	evidence_tail(runner->now, &runner->machine, runner->first_line);
}

static void handle_hello(struct runner *runner, json_object *hello)
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

/* Only the hello counts before a run. Return: true when the boot is over. */
static bool handle_boot_record(struct runner *runner, json_object *record)
{
	if (!json_object_object_get_ex(record, "hello", NULL))
		return false;
	handle_hello(runner, record);
	return true;
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

	runner->progress = runner->reported = clock_now();
	if (json_object_object_get_ex(record, "hello", NULL)) {
		handle_hello(runner, record);
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
	runner_blame(runner, VERDICT_CRASHED,
		     xprintf("kernel of %s: %s: %s", console->who, console->splat->name,
			     console->lines[console->splat_line].text));
	evidence_splat(runner->now, console);
}

static void handle_deadline(struct runner *runner)
{
	runner_blame(runner, VERDICT_TIMEOUT,
		     xprintf("no progress for %g s: %s", runner->patience, runner->doing));
	evidence_tail(runner->now, &runner->machine, runner->first_line);
}

/*
 * A boot is as long as its machine is slow, but never silent for long; nor does
 * it go on for ever. The frontend may boot again in the middle of a scenario.
 */
static void look_at_boot(struct runner *runner, bool booting)
{
	size_t lines = runner->machine.consoles[CONSOLE_FRONT].nlines;

	if (booting)
		lines += runner->machine.consoles[CONSOLE_BACK].nlines +
			 runner->machine.consoles[CONSOLE_START].nlines;
	if (lines == runner->boot_lines ||
	    clock_now() - runner->reported > BOOT_LONGEST * runner->patience)
		return;
	runner->boot_lines = lines;
	runner->progress = clock_now();
}

bool runner_event(struct runner *runner, bool booting)
{
	double deadline = runner->progress + runner->patience;
	double tick = clock_now() + RUNNER_TICK;
	struct event event = machine_next(&runner->machine, tick < deadline ? tick : deadline);
	bool over;

	look_at_boot(runner, booting);
	deadline = runner->progress + runner->patience;
	switch (event.kind) {
	case EVENT_RECORD:
		over = booting ? handle_boot_record(runner, event.record) :
				 handle_record(runner, event.record);
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
		if (clock_now() >= deadline) {
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
