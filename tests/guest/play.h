/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A conductor among played neighbours: an agent that answers as told, a
 * toolstack that obeys, a host that keeps what it is told. The backend's actor
 * is the real one, on a machine without any device.
 */
#ifndef GUEST_PLAY_H
#define GUEST_PLAY_H

#include <pthread.h>
#include <stdbool.h>

#include "conductor.h"

/* How the played agent answers a verb; the first rule that fits counts */
struct rule {
	const char *verb;	/* and the first argument, if @arg is not NULL */
	const char *arg;
	int error;
	const char *message;
	unsigned int delay_ms;
	bool silent;		/* never answers */
	unsigned int settles_ms;	/* "numbers" change for so long, and then are as at first */
	const char *out;	/* JSON, or NULL for nothing */
};

struct play {
	struct conductor conductor;
	int host, agent, toolstack;	/* the neighbours' ends */
	bool endless;			/* the host's user has a debugger */
	unsigned int toolstack_ms;	/* that long for each request */
	uint64_t numbers_us;		/* when the agent was first asked for numbers */
	const struct rule *rules;
	size_t nrules;

	pthread_mutex_t lock;
	/* What the agent and the toolstack were asked, one line each: "verb arg" */
	char *asked;
	/* What the agent was asked last, whole */
	struct json_object *todo;
	/* What the host was told: steps, result, checkpoint, how often what we wait for */
	struct json_object *steps, *result, *checkpoint;
	unsigned int waits;
};

/* @rules may be NULL. The agent says hello at once. */
struct play *play_start(const struct rule *rules, size_t nrules);

/* Conducts one scenario. Its header is added; caps are grants, kill and kill-back. */
void play_run(struct play *play, const char *steps);
/* The same in a thread of its own, from where @checkpoint says (or NULL) */
void play_run_away(struct play *play, const char *steps, struct json_object *checkpoint);
/* Reads what the host was told until there is a result or a checkpoint */
void play_listen(struct play *play);

/* The frontend's kernel ends by itself */
void play_die(struct play *play);

const char *play_status(struct play *play);	/* of the result */
const char *play_message(struct play *play);
/* "status message" of the step at @index */
const char *play_step(struct play *play, size_t index, const char *key);
bool play_was_asked(struct play *play, const char *line);

#endif /* GUEST_PLAY_H */
