/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs scenarios on a machine and makes the record of what came of them. */
#ifndef ZCOPY_RUNNER_H
#define ZCOPY_RUNNER_H

#include <stdbool.h>
#include <stdint.h>

#include "host/files.h"
#include "host/agenda.h"
#include "result/record.h"
#include "target/targets.h"

struct run_options {
	const struct target *target;
	const char *kernel;		/* NULL: the target's default */
	const char *out;		/* folder for pictures and logs */
	const char *scratch;		/* where the target puts them first; may be @out */
	/* Seconds without any progress; booting, every line of a console is some */
	double boot_timeout, step_timeout;
	uint64_t seed;			/* of patterns and other choices */
	bool keep_logs;			/* of passed scenarios too */
	bool gdb;			/* wait for a debugger behind each boot, and then for ever */
	const char *rerun;		/* the command without the scenario's path */
};

/* Told while it goes on; each may be NULL */
struct run_watcher {
	void *context;
	/* Something is being done for so long: "boots", "back: show fb" */
	void (*doing)(void *context, size_t item, const char *what, double seconds);
	/* Something that has to be read: some lines without the last line end */
	void (*say)(void *context, const char *text);
	/* One scenario is over; its record is complete */
	void (*over)(void *context, const struct run_record *record, size_t index);
};

/*
 * Says which item of the agenda is next. @verdict: of the one before it, as far as
 * it is known; VERDICT_PASSED for the first. Return: false when there is none.
 */
struct run_source {
	void *context;
	bool (*next)(void *context, enum verdict verdict, size_t *item);
};

/*
 * Runs what @source says of @agenda; its files hold no mistakes. One pair of
 * kernels serves them one after the other; a new one is started after a scenario
 * that did not pass. @record: target and kernel are filled in, the rest is added
 * here; its scenarios stand in the order they were run.
 */
void run_scenarios(const struct run_options *options, const struct scenario_files *files,
		   const struct agenda *agenda, const struct run_source *source,
		   const struct run_watcher *watcher, struct run_record *record);

/* An empty record of one item, as a run of it begins */
struct scenario_record run_begin_record(const struct run_options *options,
					const struct scenario_files *files,
					const struct agenda *agenda, size_t item);

#endif /* ZCOPY_RUNNER_H */
