/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What everybody waits for who starts a target: its boot, and its end */
#ifndef ZCOPY_PHASES_H
#define ZCOPY_PHASES_H

#include <json-c/json.h>
#include <stdbool.h>

#include "result/record.h"
#include "target/machine.h"

/* Between two words to a watcher while nothing happens: seconds */
#define PHASE_TICK	0.25

struct phase_watcher {
	void *context;
	void (*doing)(void *context, double seconds);	/* so long already; may be NULL */
};

struct phase_end {
	enum verdict verdict;		/* VERDICT_PASSED: it went well */
	int code;			/* enum exit_code */
	char *message;			/* why it did not; to be freed */
	json_object *hello;		/* of a boot that went well; to be put */
	bool refused;			/* start says that something is missing, or wrong */
	const struct console *splat;	/* whose kernel reported a bug, or NULL */
};

/* Waits until the machine's end of the record stream says hello. */
struct phase_end phase_boot(struct machine *machine, double patience,
			    const struct phase_watcher *watcher);

/*
 * Waits until a machine that was asked to has powered off. What its kernels say then
 * (leaked memory, a crash when modules go) is looked at. @step_timeout: the target's;
 * one that is slow gets more time.
 */
struct phase_end phase_power_off(struct machine *machine, double step_timeout,
				 const struct phase_watcher *watcher);

#endif /* ZCOPY_PHASES_H */
