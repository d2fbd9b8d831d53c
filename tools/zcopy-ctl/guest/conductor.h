/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The conductor, in the backend domain: it does the backend's steps through an
 * actor of its own, sends the frontend's to the agent, and asks the toolstack
 * to kill and start domains. What differs between targets is only what is at
 * the other end of the agent's and the toolstack's byte streams.
 */
#ifndef ZCOPY_CONDUCTOR_H
#define ZCOPY_CONDUCTOR_H

#include <pthread.h>
#include <stdbool.h>

#include <json-c/json.h>

#include "actor.h"
#include "scenario/scenario.h"
#include "stream.h"

struct conductor_config {
	int record, agent, toolstack;	/* descriptors; toolstack -1: none */
	uint32_t front_domid;		/* until the agent says otherwise */
	unsigned int patience;		/* factor on deadlines, for slow kernels */
	struct actor_config actor;	/* of the backend's own actor */
};

struct conductor {
	struct actor actor;
	struct stream record;		/* to the host: what happens, as JSON */
	struct stream agent;
	struct stream toolstack;	/* fd -1: this target has none */
	uint32_t domid[ROLE_XEN];	/* of front and back */
	unsigned int patience;

	pthread_mutex_t lock;		/* for all below and all jobs */
	pthread_cond_t changed;
	struct job *remote;		/* sent to the agent, not answered yet */
	unsigned int next_id;
	bool front_up;			/* the agent has said hello, nobody killed it */
	bool front_killed;		/* and not started again: it will not say hello */
	bool front_died;		/* the domain ended by itself */
	char *toolstack_answer;		/* NULL: none yet */
};

/* A step on its way, or a question of the conductor's own */
struct job {
	struct job *next;		/* in conductor->remote */
	struct conductor *conductor;
	unsigned int id;
	enum role role;
	struct json_object *todo;
	bool background;

	bool done;			/* what follows is set */
	struct trouble trouble;
	struct json_object *out;
	uint64_t started_us, ended_us;
};

/*
 * Opens the devices and starts to listen to the agent and the toolstack. Lives
 * until the process ends.
 */
void conductor_init(struct conductor *conductor, const struct conductor_config *config);

uint64_t clock_us(void);		/* monotonic */

/* jobs.c */

/* Takes over the reference on @todo. */
struct job *job_start(struct conductor *conductor, enum role role, struct json_object *todo,
		      bool background);
/*
 * Waits until the job is done. Return: false when it is not after @timeout_ms,
 * or the frontend domain died by itself meanwhile; the job's trouble tells.
 */
bool job_wait(struct job *job, unsigned int timeout_ms);
/* A job that is not done stays with whoever does it, and is never freed. */
void job_release(struct job *job);

/* link.c: the agent */
void link_start(struct conductor *conductor);	/* starts to listen */
bool link_send(struct conductor *conductor, struct job *job);
/* Waits for the hello of a frontend that is on its way up */
bool link_wait(struct conductor *conductor, unsigned int timeout_ms,
	       struct trouble *trouble);
/* The frontend is gone: fails what it has not answered */
void link_down(struct conductor *conductor);

/* toolstack.c */
void toolstack_start(struct conductor *conductor);	/* starts to listen */
/* Return: 0, or -1 with the toolstack's own words */
int toolstack_ask(struct conductor *conductor, const char *request, unsigned int timeout_ms,
		  struct trouble *trouble);

/* faults.c */
int fault_set(struct conductor *conductor, char *const *words, size_t count,
	      struct trouble *trouble);
bool fault_possible(void);

/* run.c: one scenario, from {"run":…} to {"result":…} */
void conduct_run(struct conductor *conductor, struct json_object *order,
		 struct json_object *caps);

#endif /* ZCOPY_CONDUCTOR_H */
