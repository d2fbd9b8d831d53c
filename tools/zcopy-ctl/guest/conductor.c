// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <time.h>

#include "conductor.h"

/* The host's patience is longer, on every target */
#define SAY_US	1000000

static int wait_until(struct conductor *conductor, uint64_t us)
{
	struct timespec time = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };

	return pthread_cond_timedwait(&conductor->changed, &conductor->lock, &time);
}

void conductor_say(struct conductor *conductor, const char *what)
{
	struct json_object *message;

	/* Before its hello, a conductor says nothing */
	if (!conductor->runs || clock_us() < conductor->said_us + SAY_US)
		return;
	conductor->said_us = clock_us();
	message = json_object_new_object();
	json_object_object_add(message, "waiting", json_object_new_string(what));
	stream_write(&conductor->record, message);
	json_object_put(message);
}

bool conductor_wait(struct conductor *conductor, uint64_t deadline_us, const char *what)
{
	uint64_t now = clock_us();
	bool changed;

	if (now >= deadline_us)
		return false;
	changed = wait_until(conductor, !what || deadline_us - now < SAY_US ? deadline_us :
			     now + SAY_US) != ETIMEDOUT;
	if (changed || !what)
		return changed;
	/* Nobody waits for the lock while the host takes its time to listen */
	pthread_mutex_unlock(&conductor->lock);
	conductor_say(conductor, what);
	pthread_mutex_lock(&conductor->lock);
	return true;
}

void conductor_init(struct conductor *conductor, const struct conductor_config *config)
{
	pthread_condattr_t attributes;

	*conductor = (struct conductor){
		.domid = {
			[ROLE_FRONT] = config->front_domid,
			[ROLE_BACK] = config->actor.domid,
			[ROLE_OTHER] = config->actor.domid,
		},
		.patience = config->patience,
		.transport = config->transport,
		.send_files = config->send_files,
		.next_id = 1,
	};
	stream_init(&conductor->record, config->record);
	stream_init(&conductor->agent, -1);
	stream_init(&conductor->toolstack, config->toolstack);
	stream_init(&conductor->other, -1);
	pthread_mutex_init(&conductor->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&conductor->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	actor_init(&conductor->actor, &config->actor);
	toolstack_start(conductor);
	if (conductor->transport->lasting)
		link_open(conductor, NULL);
}
