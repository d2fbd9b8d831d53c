/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A target that runs: the process targets/NAME/start with everything below it,
 * its record stream and the consoles of its two domains. Whatever happens to
 * us, nothing of it is left over: it is a process group of its own that is told
 * to end and then killed, it gets a signal when we die, and its orphans come
 * to us.
 */
#ifndef ZCOPY_MACHINE_H
#define ZCOPY_MACHINE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <sys/types.h>

#include "target/console.h"
#include "util/clock.h"

enum { CONSOLE_BACK, CONSOLE_FRONT, CONSOLE_START, NCONSOLES };

struct machine {
	pid_t pid;		/* of start, and of its process group; 0: none */
	int pidfd;
	int record;		/* record stream; -1: closed */
	int watch;		/* somebody's descriptor to be watched as well; -1: none */
	char *input;		/* bytes of it that are no whole line yet */
	size_t ninput, input_size;
	json_tokener *tokener;
	double began;
	/* The domains' kernels, and what start itself has to say (stderr) */
	struct console consoles[NCONSOLES];
	int status;		/* of waitpid(), once it has ended */
	bool ended;
};

enum event_kind {
	EVENT_RECORD,		/* .record: one object, the receiver puts it */
	EVENT_SPLAT,		/* .console: the kernel that reports a bug */
	EVENT_ENDED,		/* the target's process is gone, all output is read */
	EVENT_DEADLINE,		/* nothing happened until the deadline */
	EVENT_WATCHED,		/* there is something to be read from .watch */
	EVENT_INTERRUPTED,	/* Ctrl-C or a request to end */
	EVENT_GARBAGE,		/* .text: a line of the record stream that is no JSON */
};

struct event {
	enum event_kind kind;
	json_object *record;
	const struct console *console;
	char *text;		/* to be freed */
};

/*
 * To be called once and early: from here on SIGINT, SIGTERM and SIGHUP come as
 * events, and orphans of a target come to this process. Return: false with
 * errno set when the system refuses.
 */
bool machine_prepare(void);

/*
 * Starts @argv (its first word is the program's path). Return: NULL, or why it
 * could not be started, to be freed.
 */
char *machine_start(struct machine *machine, char *const *argv);

/* Waits for the next event, no longer than until @deadline (of clock_now()). */
struct event machine_next(struct machine *machine, double deadline);

/* Sends one object and drops it. Return: false when nobody listens any more. */
bool machine_send(struct machine *machine, json_object *object);

/* Nothing more will be sent: what reads the record stream sees its end. */
void machine_hang_up(struct machine *machine);

/*
 * Ends everything that runs and waits for it; the consoles stay readable until
 * machine_finish().
 */
void machine_kill(struct machine *machine);
void machine_finish(struct machine *machine);

#endif /* ZCOPY_MACHINE_H */
