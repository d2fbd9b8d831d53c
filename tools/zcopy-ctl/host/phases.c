// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <sys/wait.h>

#include "commands.h"
#include "host/evidence.h"
#include "host/phases.h"
#include "host/silence.h"
#include "util/memory.h"

/* The debug kernel looks for leaked memory before it powers off. */
#define QUIT_SECONDS	30.0

static struct phase_end ended_with(enum verdict verdict, char *message)
{
	return (struct phase_end){
		.verdict = verdict, .code = verdict_exit_code(verdict), .message = message,
	};
}

static struct phase_end interrupted(void)
{
	return ended_with(VERDICT_INTERRUPTED, xstrdup("interrupted"));
}

static struct phase_end splat(const struct console *console)
{
	struct phase_end end = ended_with(VERDICT_CRASHED, evidence_splat_words(console));

	end.splat = console;
	return end;
}

/*
 * Whatever keeps start from coming up without a kernel's report is something of this
 * machine, unless start says itself that it was asked for what it has not.
 */
static struct phase_end ended_early(const struct machine *machine)
{
	char *words = evidence_last_words(machine);
	int code = WIFEXITED(machine->status) ? WEXITSTATUS(machine->status) : -1;
	struct phase_end end;

	if (code == EXIT_ENVIRONMENT || code == EXIT_USAGE) {
		end = ended_with(VERDICT_ERROR, words ? words : xstrdup("the target cannot be started"));
		end.refused = true;
		end.code = code;
		return end;
	}
	end = ended_with(VERDICT_ERROR, xprintf("the target ended before its conductor said anything%s%s",
						words ? ": " : "", words ? words : ""));
	free(words);
	return end;
}

static size_t lines_of(const struct machine *machine)
{
	size_t lines = 0;

	for (size_t i = 0; i < NCONSOLES; i++)
		lines += machine->consoles[i].nlines;
	return lines;
}

static struct event next_event(struct machine *machine, double deadline, double began,
			       const struct phase_watcher *watcher)
{
	double tick = clock_now() + PHASE_TICK;
	struct event event = machine_next(machine, tick < deadline ? tick : deadline);

	if (event.kind == EVENT_DEADLINE && watcher->doing)
		watcher->doing(watcher->context, clock_now() - began);
	return event;
}

struct phase_end phase_boot(struct machine *machine, double patience,
			    const struct phase_watcher *watcher)
{
	double began = clock_now();
	struct silence silence;
	struct phase_end end;

	silence_begin(&silence, patience);
	for (;;) {
		struct event event = next_event(machine, silence_end(&silence), began, watcher);

		silence_boots(&silence, lines_of(machine));
		switch (event.kind) {
		case EVENT_RECORD:
			/* Nothing else counts before it */
			if (json_object_object_get_ex(event.record, "hello", NULL)) {
				end = ended_with(VERDICT_PASSED, NULL);
				end.hello = event.record;
				return end;
			}
			json_object_put(event.record);
			break;
		case EVENT_SPLAT:
			return splat(event.console);
		case EVENT_ENDED:
			return ended_early(machine);
		case EVENT_INTERRUPTED:
			return interrupted();
		case EVENT_GARBAGE:
			end = ended_with(VERDICT_CRASHED,
					 xprintf("the record stream carries what is no record: %s", event.text));
			free(event.text);
			return end;
		case EVENT_DEADLINE:
		case EVENT_WATCHED:
			break;
		}
		if (clock_now() >= silence_end(&silence))
			return ended_with(VERDICT_TIMEOUT, xprintf("no progress for %g s: boots", patience));
	}
}

struct phase_end phase_power_off(struct machine *machine, double step_timeout,
				 const struct phase_watcher *watcher)
{
	double patience = step_timeout > QUIT_SECONDS ? step_timeout : QUIT_SECONDS;
	double began = clock_now(), deadline = began + patience;

	machine->watch = -1;
	for (;;) {
		struct event event = next_event(machine, deadline, began, watcher);

		json_object_put(event.record);
		free(event.text);
		if (event.kind == EVENT_ENDED)
			return ended_with(VERDICT_PASSED, NULL);
		if (event.kind == EVENT_SPLAT)
			return splat(event.console);
		if (event.kind == EVENT_INTERRUPTED)
			return interrupted();
		/* Records may come all the time: from a program that still writes */
		if (clock_now() >= deadline)
			return ended_with(VERDICT_TIMEOUT,
					  xprintf("the target did not power off within %.0f s", patience));
	}
}
