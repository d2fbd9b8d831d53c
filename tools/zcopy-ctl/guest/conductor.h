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
#include "transport.h"
#include "util/clock.h"

struct conductor_config {
	int record, toolstack;		/* descriptors; toolstack -1: none */
	struct transport *transport;	/* to the agent */
	uint32_t front_domid;		/* until the toolstack or the agent says otherwise */
	unsigned int patience;		/* factor on deadlines, for slow kernels */
	bool send_files;		/* the host does not see the folder of pictures */
	struct actor_config actor;	/* of the backend's own actor */
};

struct conductor {
	struct actor actor;
	struct stream record;		/* to the host: what happens, as JSON */
	struct transport *transport;
	struct stream agent;		/* over the transport; fd -1: not open */
	struct stream toolstack;	/* fd -1: this target has none */
	uint32_t domid[ROLE_XEN];	/* of front and back; other's is back's */
	unsigned int patience;
	bool send_files;
	bool runs;			/* a scenario: the host listens */
	uint64_t said_us;		/* when it was last told what we wait for */

	pthread_mutex_t lock;		/* for all below and all jobs */
	pthread_cond_t changed;
	struct job *remote;		/* sent to an agent, not answered yet */
	unsigned int next_id;
	bool listening;			/* to the agent */
	bool front_up;			/* the agent has said hello, nobody killed it */
	bool front_killed;		/* and not started again: it will not say hello */
	bool front_died;		/* the domain ended by itself */
	char *toolstack_answer;		/* NULL: none yet */
	bool toolstack_gone;

	/* The backend domain's other process, started when it is first needed */
	struct stream other;		/* to its agent; fd -1: it does not run */
	int other_pid;
	bool other_listening;
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
 * Opens the devices and starts to listen to the toolstack, and to the agent
 * where the transport is there from the start. Lives until the process ends.
 */
void conductor_init(struct conductor *conductor, const struct conductor_config *config);

/*
 * With the lock held: waits until something may have changed, no longer than until
 * @deadline_us of clock_us(). Return: false when that has passed. What may take
 * longer than the host's patience has a name, @what: the host hears it meanwhile.
 */
bool conductor_wait(struct conductor *conductor, uint64_t deadline_us, const char *what);

/* Tells the host, once in a second, what is being waited for. One thread says that. */
void conductor_say(struct conductor *conductor, const char *what);

static inline uint64_t deadline_after(unsigned int ms)
{
	return clock_us() + ms * 1000ull;
}

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

/* Opens the stream to the frontend that runs now, and starts to listen. */
int link_open(struct conductor *conductor, struct trouble *trouble);
bool link_send(struct conductor *conductor, struct job *job);
/* Waits for the hello of a frontend that is on its way up */
bool link_wait(struct conductor *conductor, unsigned int timeout_ms,
	       struct trouble *trouble);
/* The frontend is gone: fails what it has not answered */
void link_down(struct conductor *conductor);

/* The answer of an agent to one of the jobs that wait */
void link_answer(struct conductor *conductor, struct json_object *message);
/* What @role has not answered fails; with the lock held */
void link_fail(struct conductor *conductor, enum role role, const char *text);
/* The request itself. Return: false when nobody reads it any more */
bool link_request(struct stream *stream, struct job *job);

/* other.c: the backend domain's other process. Return: 0, or -1 with @trouble */
int other_start(struct conductor *conductor, struct trouble *trouble);
/* As kill -9 would; nothing when it does not run */
void other_kill(struct conductor *conductor);
bool other_send(struct conductor *conductor, struct job *job);
/* What it has not answered fails: it is gone. With the lock held */
void other_fail(struct conductor *conductor);
static inline bool other_runs(const struct conductor *conductor)
{
	return conductor->other_pid != 0;
}

/* toolstack.c */
void toolstack_start(struct conductor *conductor);	/* starts to listen */
/*
 * Return: 0, or -1 with the toolstack's own words. An "ok NUMBER" sets @number,
 * a plain "ok" leaves it alone; it may be NULL.
 */
int toolstack_ask(struct conductor *conductor, const char *request, unsigned int timeout_ms,
		  uint32_t *number, struct trouble *trouble);
/*
 * Starts a toolstack of our own, which reads requests and writes answers.
 * Return: the descriptor of its stream, or -1 with @trouble.
 */
int toolstack_spawn(const char *program, struct trouble *trouble);

/* front.c: Return: 0, or -1 with @trouble */
int front_start(struct conductor *conductor, struct trouble *trouble);
/* Until its agent has said hello */
int front_wait(struct conductor *conductor, struct trouble *trouble);
int front_kill(struct conductor *conductor, struct trouble *trouble);

/* A domain's kernel and agent may take that long to come up, in ms */
#define START_MS	20000

/* faults.c */
int fault_set(struct conductor *conductor, char *const *words, size_t count,
	      struct trouble *trouble);
bool fault_possible(void);

/* run.c: one scenario, from {"run":…} to {"result":…} */
void conduct_run(struct conductor *conductor, struct json_object *order,
		 struct json_object *caps);

#endif /* ZCOPY_CONDUCTOR_H */
