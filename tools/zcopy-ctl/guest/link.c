// SPDX-License-Identifier: GPL-2.0-or-later
/* The stream to the agent: opened, listened to, written to. */
#include <errno.h>
#include <stdlib.h>

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

/*
 * One thread reads the message and another the answer, and JSON's counts of
 * references are not atomic: the answer leaves the message while the lock is held.
 */
static struct json_object *take_out(struct json_object *message)
{
	struct json_object *out = json_object_get(json_object_object_get(message, "out"));

	json_object_object_del(message, "out");
	return out;
}

void link_answer(struct conductor *conductor, struct json_object *message)
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
		job->out = take_out(message);
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
			link_answer(conductor, message);
		json_object_put(message);
	}
	link_down(conductor);
	pthread_mutex_lock(&conductor->lock);
	conductor->listening = false;
	pthread_cond_broadcast(&conductor->changed);
	pthread_mutex_unlock(&conductor->lock);
}

static void close_link(struct conductor *conductor)
{
	conductor->transport->close(conductor->transport);
	pthread_mutex_lock(&conductor->lock);
	while (conductor->listening)
		pthread_cond_wait(&conductor->changed, &conductor->lock);
	pthread_mutex_unlock(&conductor->lock);
	stream_finish(&conductor->agent);
}

/* Nobody sends meanwhile: whoever starts steps also starts domains */
int link_open(struct conductor *conductor, struct trouble *trouble)
{
	struct transport *transport = conductor->transport;
	bool open = conductor->agent.fd >= 0;
	int fd;

	if (open && transport->lasting)
		return 0;
	if (open)
		close_link(conductor);
	fd = transport->open(transport, conductor->domid[ROLE_FRONT], trouble);
	stream_init(&conductor->agent, fd);
	if (fd < 0)
		return -1;
	conductor->listening = true;
	worker_run(listen_to_agent, conductor);
	return 0;
}

bool link_request(struct stream *stream, struct job *job)
{
	struct json_object *message = json_object_new_object();
	bool sent;

	json_object_object_add(message, "id", json_object_new_int(job->id));
	json_object_object_add(message, "do", json_object_get(job->todo));
	json_object_object_add(message, "background", json_object_new_boolean(job->background));
	sent = stream_write(stream, message);
	json_object_put(message);
	return sent;
}

bool link_send(struct conductor *conductor, struct job *job)
{
	return link_request(&conductor->agent, job);
}

bool link_wait(struct conductor *conductor, unsigned int timeout_ms, struct trouble *trouble)
{
	uint64_t deadline = deadline_after(timeout_ms);
	bool in_time = true, up;

	pthread_mutex_lock(&conductor->lock);
	while (!conductor->front_up && !conductor->front_died && in_time)
		in_time = conductor_wait(conductor, deadline, "the frontend starts");
	up = conductor->front_up;
	if (!up)
		trouble_set(trouble, conductor->front_died ? EHOSTDOWN : ETIMEDOUT,
			    conductor->front_died ?
			    "the frontend domain ended by itself while starting" :
			    "the frontend domain's agent did not report within %u s",
			    timeout_ms / 1000);
	pthread_mutex_unlock(&conductor->lock);
	return up;
}

void link_fail(struct conductor *conductor, enum role role, const char *text)
{
	struct job **link = &conductor->remote;

	while (*link) {
		struct job *job = *link;

		if (job->role != role) {
			link = &job->next;
			continue;
		}
		*link = job->next;
		trouble_set(&job->trouble, ECONNRESET, "%s", text);
		job->ended_us = clock_us();
		job->done = true;
	}
	pthread_cond_broadcast(&conductor->changed);
}

void link_down(struct conductor *conductor)
{
	pthread_mutex_lock(&conductor->lock);
	conductor->front_up = false;
	link_fail(conductor, ROLE_FRONT, "the frontend domain went away");
	pthread_mutex_unlock(&conductor->lock);
}
