/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What comes out of a machine while something runs on it, and what that says of the scenario. */
#ifndef ZCOPY_RUNNER_EVENTS_H
#define ZCOPY_RUNNER_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

#include "host/runner.h"
#include "host/silence.h"
#include "target/machine.h"

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
	double began;			/* clock_now() */
	struct silence silence;
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

/* A kernel has said that it is up, and what it offers */
void runner_hello(struct runner *runner, json_object *hello);

/* Waits for one event. Return: false when the scenario is over by it */
bool runner_event(struct runner *runner);

#endif /* ZCOPY_RUNNER_EVENTS_H */
