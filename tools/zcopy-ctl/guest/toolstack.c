// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Asking for domains to be killed and started. Plain lines: "kill front" is
 * answered by "ok" or "error TEXT"; "died front" comes unasked when that domain
 * ended by itself.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "conductor.h"
#include "util/memory.h"
#include "worker.h"

static void listen_to_toolstack(void *argument)
{
	struct conductor *conductor = argument;
	char *line;

	while ((line = stream_read_line(&conductor->toolstack))) {
		bool died = strcmp(line, "died front") == 0;

		pthread_mutex_lock(&conductor->lock);
		if (died) {
			conductor->front_died = true;
			conductor->front_up = false;
			free(line);
		} else {
			free(conductor->toolstack_answer);
			conductor->toolstack_answer = line;
		}
		pthread_cond_broadcast(&conductor->changed);
		pthread_mutex_unlock(&conductor->lock);
	}
}

void toolstack_start(struct conductor *conductor)
{
	if (conductor->toolstack.fd >= 0)
		worker_run(listen_to_toolstack, conductor);
}

int toolstack_ask(struct conductor *conductor, const char *request, unsigned int timeout_ms,
		  struct trouble *trouble)
{
	struct timespec deadline;
	bool in_time = true;
	char *answer;
	int result = 0;

	if (conductor->toolstack.fd < 0)
		return trouble_set(trouble, EOPNOTSUPP, "this target has no toolstack");
	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += timeout_ms / 1000 + 1;
	pthread_mutex_lock(&conductor->lock);
	free(conductor->toolstack_answer);
	conductor->toolstack_answer = NULL;
	pthread_mutex_unlock(&conductor->lock);
	if (!stream_write_line(&conductor->toolstack, request))
		return trouble_set(trouble, EPIPE, "the toolstack has gone away");
	pthread_mutex_lock(&conductor->lock);
	while (!conductor->toolstack_answer && in_time)
		in_time = pthread_cond_timedwait(&conductor->changed, &conductor->lock,
						 &deadline) != ETIMEDOUT;
	answer = conductor->toolstack_answer;
	conductor->toolstack_answer = NULL;
	pthread_mutex_unlock(&conductor->lock);
	if (!answer)
		return trouble_set(trouble, ETIMEDOUT,
				   "the toolstack did not answer \"%s\" within %u s", request,
				   timeout_ms / 1000 + 1);
	if (strcmp(answer, "ok") != 0)
		result = trouble_set(trouble, EIO, "the toolstack answers \"%s\" to \"%s\"",
				     answer, request);
	free(answer);
	return result;
}
