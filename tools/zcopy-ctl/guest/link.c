// SPDX-License-Identifier: GPL-2.0-or-later
/* The conductor's end of the stream to the agent. */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "conductor.h"
#include "util/memory.h"
#include "worker.h"

/* Takes the job out of the list of those that wait. With the lock held. */
static struct job *take(struct conductor *conductor, unsigned int id)
{
	for (struct job **link = &conductor->remote; *link; link = &(*link)->next) {
		struct job *job = *link;

		if (job->id == id) {
			*link = job->next;
			return job;
		}
	}
	return NULL;
}

static void hello(struct conductor *conductor, struct json_object *message)
{
	struct json_object *domid;

	pthread_mutex_lock(&conductor->lock);
	if (json_object_object_get_ex(message, "domid", &domid))
		conductor->domid[ROLE_FRONT] = json_object_get_uint64(domid);
	conductor->front_up = true;
	pthread_cond_broadcast(&conductor->changed);
	pthread_mutex_unlock(&conductor->lock);
}

static void answer(struct conductor *conductor, struct json_object *message)
{
	int error = json_object_get_int(json_object_object_get(message, "error"));
	const char *text = json_object_get_string(json_object_object_get(message, "message"));
	struct job *job;

	pthread_mutex_lock(&conductor->lock);
	/* Answers to a conductor that was killed are nobody's */
	job = take(conductor, json_object_get_int(json_object_object_get(message, "id")));
	if (job) {
		if (error)
			trouble_set(&job->trouble, error, "%s", text ? text : "(no message)");
		job->out = json_object_get(json_object_object_get(message, "out"));
		job->ended_us = clock_us();
		job->done = true;
		pthread_cond_broadcast(&conductor->changed);
	}
	pthread_mutex_unlock(&conductor->lock);
}

static void listen_to_agent(void *argument)
{
	struct conductor *conductor = argument;
	struct json_object *message;

	while ((message = stream_read(&conductor->agent))) {
		if (json_object_object_get_ex(message, "hello", NULL))
			hello(conductor, message);
		else
			answer(conductor, message);
		json_object_put(message);
	}
	link_down(conductor);
}

void link_start(struct conductor *conductor)
{
	worker_run(listen_to_agent, conductor);
}

bool link_send(struct conductor *conductor, struct job *job)
{
	struct json_object *message = json_object_new_object();
	bool sent;

	json_object_object_add(message, "id", json_object_new_int(job->id));
	json_object_object_add(message, "do", json_object_get(job->todo));
	json_object_object_add(message, "background", json_object_new_boolean(job->background));
	sent = stream_write(&conductor->agent, message);
	json_object_put(message);
	return sent;
}

bool link_wait(struct conductor *conductor, unsigned int timeout_ms, struct trouble *trouble)
{
	struct timespec deadline;
	bool in_time = true, up;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += timeout_ms / 1000 + 1;
	pthread_mutex_lock(&conductor->lock);
	while (!conductor->front_up && !conductor->front_died && in_time)
		in_time = pthread_cond_timedwait(&conductor->changed, &conductor->lock,
						 &deadline) != ETIMEDOUT;
	up = conductor->front_up;
	if (!up)
		trouble_set(trouble, conductor->front_died ? EHOSTDOWN : ETIMEDOUT,
			    conductor->front_died ?
			    "the frontend domain ended by itself while starting" :
			    "the frontend domain's agent did not report within %u s",
			    timeout_ms / 1000 + 1);
	pthread_mutex_unlock(&conductor->lock);
	return up;
}

void link_down(struct conductor *conductor)
{
	pthread_mutex_lock(&conductor->lock);
	conductor->front_up = false;
	while (conductor->remote) {
		struct job *job = conductor->remote;

		conductor->remote = job->next;
		trouble_set(&job->trouble, ECONNRESET, "the frontend domain went away");
		job->ended_us = clock_us();
		job->done = true;
	}
	pthread_cond_broadcast(&conductor->changed);
	pthread_mutex_unlock(&conductor->lock);
}
