/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What comes out of a machine while something runs on it, and what that says of the scenario. */
#ifndef ZCOPY_RUNNER_EVENTS_H
#define ZCOPY_RUNNER_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

#include "host/runner.h"
#include "target/machine.h"

/* Between two calls of the watcher while nothing happens: seconds */
#define RUNNER_TICK	0.25

struct runner {
	const struct run_options *options;
	const struct run_watcher *watcher;
	const struct scenario_files *files;
	struct run_record *record;
	struct machine machine;
	bool runs;			/* the machine is there */
	json_object *capabilities;	/* of the target, from its hello; NULL: before it */
	size_t first_line[NCONSOLES];	/* of the consoles, for the scenario that runs */
	/* The scenario that runs */
	const struct scenario_file *file;
	struct scenario_record *now;
	size_t item;			/* of the agenda */
	json_object *checkpoint;	/* the conductor asked to be started anew */
	/* clock_now(): of the scenario, of the last progress, of the last word from inside */
	double began, progress, reported;
	double patience;		/* seconds without progress */
	size_t boot_lines;		/* of the consoles, when there was progress last */
	double doing_since;
	char doing[200];
	bool waits;			/* for somebody to say go */
};

/* What is being done now, for the watcher; that is progress */
void runner_doing(struct runner *runner, const char *what);

/* @message becomes the record's, and why; malloc'ed */
void runner_blame(struct runner *runner, enum verdict verdict, char *message);

/* A kernel has reported a bug */
void runner_splat(struct runner *runner, const struct console *console);

/* Hands the scenario to the conductor. Return: false when nobody listens */
bool runner_send_run(struct runner *runner);

/* Waits for one event. Return: false when the scenario (or with @booting, the boot) is over by it */
bool runner_event(struct runner *runner, bool booting);

#endif /* ZCOPY_RUNNER_EVENTS_H */
