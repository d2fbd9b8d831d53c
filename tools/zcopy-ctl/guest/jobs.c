// SPDX-License-Identifier: GPL-2.0-or-later
/* Steps on their way, here or in the frontend domain. */
#include <errno.h>
#include <stdlib.h>

#include "conductor.h"
#include "util/memory.h"
#include "worker.h"

static void do_locally(void *argument)
{
	struct job *job = argument;
	struct json_object *out = json_object_new_object();
	struct trouble trouble = { 0 };

	actor_do(&job->conductor->actor, job->todo, out, &trouble);
	pthread_mutex_lock(&job->conductor->lock);
	job->trouble = trouble;
	job->out = out;
	job->ended_us = clock_us();
	job->done = true;
	pthread_cond_broadcast(&job->conductor->changed);
	pthread_mutex_unlock(&job->conductor->lock);
}

/* To the other process, which is started for it */
static void send_next_door(struct job *job)
{
	struct conductor *conductor = job->conductor;
	struct trouble trouble = { 0 };
	bool up = other_start(conductor, &trouble) == 0;

	pthread_mutex_lock(&conductor->lock);
	if (up) {
		job->next = conductor->remote;
		conductor->remote = job;
	} else {
		job->trouble = trouble;
		job->ended_us = clock_us();
		job->done = true;
	}
	pthread_mutex_unlock(&conductor->lock);
	/* It has died, and whoever listened to it may have seen that before this job */
	if (up && !other_send(conductor, job)) {
		pthread_mutex_lock(&conductor->lock);
		other_fail(conductor);
		pthread_mutex_unlock(&conductor->lock);
	}
}

static void send_away(struct job *job)
{
	struct conductor *conductor = job->conductor;
	bool up;

	pthread_mutex_lock(&conductor->lock);
	up = conductor->front_up;
	if (up) {
		job->next = conductor->remote;
		conductor->remote = job;
	} else {
		trouble_set(&job->trouble, EHOSTDOWN, "the frontend domain does not run");
		job->ended_us = clock_us();
		job->done = true;
	}
	pthread_mutex_unlock(&conductor->lock);
	if (up && !link_send(conductor, job))
		link_down(conductor);
}

struct job *job_start(struct conductor *conductor, enum role role, struct json_object *todo,
		      bool background)
{
	struct job *job = xalloc(sizeof(*job));

	*job = (struct job){
		.conductor = conductor, .role = role, .todo = todo, .background = background,
		.started_us = clock_us(),
	};
	/* Whoever does it may be new, and have deadlines of its own */
	if (conductor->patience == PATIENCE_ENDLESS)
		json_object_object_add(todo, "endless", json_object_new_boolean(true));
	pthread_mutex_lock(&conductor->lock);
	job->id = conductor->next_id++;
	pthread_mutex_unlock(&conductor->lock);
	if (role == ROLE_FRONT)
		send_away(job);
	else if (role == ROLE_OTHER)
		send_next_door(job);
	else
		worker_run(do_locally, job);
	return job;
}

bool job_wait(struct job *job, unsigned int timeout_ms)
{
	struct conductor *conductor = job->conductor;
	uint64_t deadline = deadline_after(timeout_ms);
	bool in_time = true, done;

	pthread_mutex_lock(&conductor->lock);
	while (!job->done && !conductor->front_died && in_time)
		in_time = conductor_wait(conductor, deadline, NULL);
	done = job->done;
	pthread_mutex_unlock(&conductor->lock);
	return done;
}

void job_release(struct job *job)
{
	bool done;

	if (!job)
		return;
	pthread_mutex_lock(&job->conductor->lock);
	done = job->done;
	pthread_mutex_unlock(&job->conductor->lock);
	if (!done)
		return;
	json_object_put(job->todo);
	json_object_put(job->out);
	trouble_clear(&job->trouble);
	free(job);
}
