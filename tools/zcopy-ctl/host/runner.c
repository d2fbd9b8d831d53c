// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The host's side of a run. The conductor in the backend domain does the work;
 * here its record is collected, both consoles are watched and whatever hangs or
 * crashes is ended.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "host/debugger.h"
#include "host/evidence.h"
#include "host/phases.h"
#include "host/runner-events.h"
#include "scenario/steps.h"
#include "scenario/verbs.h"
#include "target/machine.h"
#include "util/folder.h"
#include "util/json-out.h"
#include "util/memory.h"
#include "util/quote.h"

/* Who sits at a debugger may be as long as that */
#define FOREVER		1e9

static void stop(struct runner *runner)
{
	if (!runner->runs)
		return;
	machine_finish(&runner->machine);
	json_object_put(runner->capabilities);
	json_object_put(runner->checkpoint);
	runner->capabilities = runner->checkpoint = NULL;
	runner->runs = false;
}

/* Return: false with the verdict in the record when there is nothing to go on with */
static bool wait_for_debugger(struct runner *runner)
{
	const struct run_options *options = runner->options;
	json_object *modules = NULL;
	char *error = NULL, *lines, *text;

	json_object_object_get_ex(runner->capabilities, "modules", &modules);
	lines = debugger_lines(options->target, options->kernel, runner->machine.pid,
			       options->scratch, modules, &error);
	if (!lines) {
		runner->record->error = xstrdup(error);
		runner_blame(runner, VERDICT_ERROR, error);
		return false;
	}
	text = xprintf("%s\nThe first step waits for a key, or for: kill -CONT %d", lines, getpid());
	if (runner->watcher->say)
		runner->watcher->say(runner->watcher->context, text);
	free(text);
	free(lines);
	silence_begin(&runner->silence, FOREVER);
	runner->machine.watch = debugger_wait_begin();
	runner->waits = runner->machine.watch >= 0;
	runner_doing(runner, "waits for a debugger");
	while (runner->waits && runner_event(runner))
		;
	debugger_wait_end(runner->machine.watch);
	runner->machine.watch = -1;
	return !runner->waits;
}

static void still_doing(void *context, double seconds)
{
	struct runner *runner = context;

	if (runner->watcher->doing)
		runner->watcher->doing(runner->watcher->context, runner->item, runner->doing, seconds);
}

/* The next boot would be no better. */
static void does_not_boot(struct runner *runner, const struct phase_end *end)
{
	runner_blame(runner, end->verdict, end->message);
	if (end->splat)
		evidence_splat(runner->now, end->splat);
	else if (!end->refused && end->verdict != VERDICT_INTERRUPTED)
		evidence_tail(runner->now, &runner->machine, runner->first_line);
	if (end->refused)
		runner->record->error = xstrdup(end->message);
	else if (end->verdict != VERDICT_INTERRUPTED)
		runner->record->error = xprintf("target %s does not boot: %s",
						runner->options->target->name, end->message);
}

/* Boots a pair; false with the verdict in the record when it does not come up. */
static bool boot(struct runner *runner)
{
	const struct run_options *options = runner->options;
	char *start = xprintf("%s/start", options->target->folder);
	char *argv[10] = { start, NULL };
	char *needs = files_needs(runner->files);
	const struct phase_watcher watcher = { .context = runner, .doing = still_doing };
	struct phase_end end;
	size_t argc = 1;
	char *error;

	/* What costs time at boot is given to those only who need it: targets/uml/start */
	setenv("ZCOPY_NEEDS", needs, 1);
	free(needs);
	if (options->kernel) {
		argv[argc++] = "--kernel";
		argv[argc++] = (char *)options->kernel;
	}
	argv[argc++] = "--out";
	argv[argc++] = (char *)options->scratch;
	if (options->gdb) {
		argv[argc++] = "--gdb";
		argv[argc++] = (char *)options->scratch;
	}
	error = machine_start(&runner->machine, argv);
	free(start);
	if (error) {
		runner_blame(runner, VERDICT_ERROR, error);
		runner->record->error = xstrdup(error);
		return false;
	}
	runner->runs = true;
	memset(runner->first_line, 0, sizeof(runner->first_line));
	runner_doing(runner, "boots");
	end = phase_boot(&runner->machine, options->boot_timeout, &watcher);
	if (end.verdict != VERDICT_PASSED) {
		does_not_boot(runner, &end);
		return false;
	}
	runner_hello(runner, end.hello);
	json_object_put(end.hello);
	return !options->gdb || wait_for_debugger(runner);
}

/* The conductor's hello lists what the target can do: "caps":["grants",...] */
static bool target_offers(const struct runner *runner, const char *need)
{
	json_object *caps = NULL;

	if (!json_object_object_get_ex(runner->capabilities, "caps", &caps) ||
	    !json_object_is_type(caps, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(caps); i++) {
		json_object *cap = json_object_array_get_idx(caps, i);

		if (json_object_is_type(cap, json_type_string) &&
		    strcmp(json_object_get_string(cap), need) == 0)
			return true;
	}
	return false;
}

/* The first capability that the scenario needs and the target lacks */
static const char *lacking(const struct runner *runner)
{
	const struct scenario *scenario = runner->file->scenario;

	for (size_t i = 0; i < scenario->nneeds; i++)
		if (!target_offers(runner, scenario->needs[i]))
			return scenario->needs[i];
	return NULL;
}

static void run_on_machine(struct runner *runner)
{
	const char *lack;

	if (!runner->runs && !boot(runner))
		return;
	lack = lacking(runner);
	if (lack) {
		runner_blame(runner, VERDICT_SKIPPED,
			     xprintf("target %s does not offer '%s': %s",
				     runner->options->target->name, lack, capability_lack(lack)));
		return;
	}
	for (size_t i = 0; i < NCONSOLES; i++)
		runner->first_line[i] = runner->machine.consoles[i].nlines;
	runner->silence.patience = runner->options->gdb ? FOREVER : runner->options->step_timeout +
		steps_longest(runner->file->scenario->steps, runner->file->scenario->nsteps);
	runner_doing(runner, steps_behind(runner->file->scenario->steps,
					 runner->file->scenario->nsteps, 0)->text);
	/* When nobody listens any more, the next event says why. */
	runner_send_run(runner);
	while (runner_event(runner))
		;
}

/*
 * Lets the domains power off by themselves: what they say then (leaked memory,
 * a crash when modules go) belongs to the run, and so to its last scenario.
 */
static void quit(struct runner *runner)
{
	const struct phase_watcher watcher = { .context = runner, .doing = still_doing };
	json_object *message = json_object_new_object();
	struct phase_end end;

	json_object_object_add(message, "quit", json_object_new_int(1));
	machine_send(&runner->machine, message);
	runner_doing(runner, "powers off");
	end = phase_power_off(&runner->machine, runner->options->gdb ? FOREVER :
			      runner->options->step_timeout, &watcher);
	if (end.verdict == VERDICT_PASSED)
		return;
	runner_blame(runner, end.verdict, end.message);
	if (end.splat)
		evidence_splat(runner->now, end.splat);
	else if (end.verdict == VERDICT_TIMEOUT)
		evidence_tail(runner->now, &runner->machine, runner->first_line);
}

static char *command_for(const struct run_options *options, const struct scenario *scenario,
			 const char *more)
{
	char *path = scenario->variant ? xprintf("%s[%s]", scenario->path, scenario->variant) :
					 xstrdup(scenario->path);
	char *word = shell_word(path);
	char *command = xprintf("%s%s %s", options->rerun, more, word);

	free(path);
	free(word);
	return command;
}

struct scenario_record run_begin_record(const struct run_options *options,
					const struct scenario_files *files,
					const struct agenda *agenda, size_t item)
{
	const struct scenario *scenario = files->items[agenda->items[item].file].scenario;
	unsigned int round = agenda->items[item].round;

	return (struct scenario_record){
		.item = item,
		.name = xstrdup(scenario->name),
		.path = xstrdup(scenario->path),
		.title = xstrdup(scenario->title),
		.round = round, .rounds = agenda->rounds,
		.stem = agenda->rounds > 1 ? xprintf("%s.%u", scenario->name, round) :
					   xstrdup(scenario->name),
		.verdict = VERDICT_PASSED,
		.rerun = command_for(options, scenario, ""),
		.gdb = command_for(options, scenario, " --gdb"),
	};
}

/* A failure that the header announces is none, and its absence is one. A crash is never. */
static enum verdict judged(const struct runner *runner, const struct known_failure **known)
{
	enum verdict verdict = runner->now->verdict;

	*known = scenario_known(runner->file->scenario, runner->options->target->name);
	if (!*known)
		return verdict;
	if (verdict == VERDICT_FAILED || verdict == VERDICT_TIMEOUT)
		return VERDICT_KNOWN;
	return verdict == VERDICT_PASSED ? VERDICT_UNEXPECTED : verdict;
}

static void judge(struct runner *runner)
{
	struct scenario_record *now = runner->now;
	const struct known_failure *known;
	enum verdict verdict = judged(runner, &known);

	if (verdict == VERDICT_KNOWN) {
		runner_blame(runner, verdict,
			     xprintf("known to fail: %s (%s)", known->reason, now->message));
	} else if (verdict == VERDICT_UNEXPECTED) {
		runner_blame(runner, verdict,
			     xprintf("it passed, but is known to fail: %s; if that is mended, take this line out",
				     known->reason));
		now->line = known->line;
		now->line_text = file_line(runner->file, known->line);
	}
}

/* Whoever hangs or crashes does so behind the last step that was reported. */
static void note_place(struct runner *runner)
{
	struct scenario_record *now = runner->now;

	/* What failed says itself where, if anywhere. */
	if (now->verdict == VERDICT_FAILED || now->line || now->nsteps == 0)
		return;
	now->line = now->steps[now->nsteps - 1].line;
	now->line_text = file_line(runner->file, now->line);
	if (now->message) {
		char *longer = xprintf("after this step: %s", now->message);

		free(now->message);
		now->message = longer;
	}
}

/* @problem may be NULL and is freed. */
static void say_problem(const struct runner *runner, char *problem)
{
	if (problem && runner->watcher->say)
		runner->watcher->say(runner->watcher->context, problem);
	free(problem);
}

/*
 * What ran on a pair has scattered its memory, and a host may bear no more mappings of
 * single pages than a large scenario has: each gets a pair on which nothing ran.
 */
static bool wants_new_pair(const struct runner *runner, const struct agenda *agenda, size_t item)
{
	const struct scenario *scenario = runner->files->items[agenda->items[item].file].scenario;

	for (size_t i = 0; i < scenario->nneeds; i++)
		if (strcmp(scenario->needs[i], "large") == 0)
			return target_offers(runner, "large");
	return false;
}

/*
 * Runs what the agenda has at @item. Return: is there a next one? Then it is put
 * there: whether the domains power off now is known before this one is over.
 */
static bool run_one(struct runner *runner, const struct agenda *agenda,
		    const struct run_source *source, size_t *item)
{
	const struct known_failure *known;
	bool more, last;

	runner->began = clock_now();
	*runner->now = run_begin_record(runner->options, runner->files, agenda, *item);
	runner->item = *item;
	runner->file = &runner->files->items[agenda->items[*item].file];
	evidence_remove(runner->now, runner->options->out);
	if (!runner->record->error)
		run_on_machine(runner);
	else
		runner_blame(runner, VERDICT_ERROR, xstrdup(runner->record->error));
	if (verdict_is_bad(runner->now->verdict))
		note_place(runner);
	more = runner->now->verdict != VERDICT_INTERRUPTED &&
	       source->next(source->context, judged(runner, &known), item);
	last = !more || wants_new_pair(runner, agenda, *item);
	if (runner->runs && last && !verdict_is_bad(runner->now->verdict))
		quit(runner);
	if (runner->runs && (verdict_is_bad(runner->now->verdict) || runner->options->keep_logs)) {
		if (verdict_is_bad(runner->now->verdict))
			machine_kill(&runner->machine);
		say_problem(runner, evidence_save_logs(runner->now, &runner->machine, runner->options->out));
	}
	if (verdict_is_bad(runner->now->verdict) || last)
		stop(runner);
	evidence_settle_pictures(runner->now, runner->options->out);
	judge(runner);
	runner->now->seconds = clock_now() - runner->began;
	if (verdict_is_bad(runner->now->verdict))
		say_problem(runner, evidence_write_report(runner->record, runner->now, runner->options->out));
	if (runner->watcher->over)
		runner->watcher->over(runner->watcher->context, runner->record,
				      runner->record->nscenarios - 1);
	return more;
}

void run_scenarios(const struct run_options *options, const struct scenario_files *files,
		   const struct agenda *agenda, const struct run_source *source,
		   const struct run_watcher *watcher, struct run_record *record)
{
	struct runner runner = {
		.options = options, .files = files, .watcher = watcher, .record = record,
	};
	double began = clock_now();
	size_t item;
	bool more;

	record->scenarios = xalloc(agenda->count * sizeof(*record->scenarios));
	if (!machine_prepare())
		record->error = xprintf("cannot set up signals: %s", strerror(errno));
	else if (make_folder(options->out) < 0)
		record->error = xprintf("cannot make the folder %s: %s; choose another with --out",
					options->out, strerror(errno));
	more = source->next(source->context, VERDICT_PASSED, &item);
	while (more) {
		runner.now = &record->scenarios[record->nscenarios++];
		more = run_one(&runner, agenda, source, &item);
	}
	stop(&runner);
	record->seconds = clock_now() - began;
}
