// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Asking for domains to be killed and started. Plain lines: "kill front" is
 * answered by "ok" or "error TEXT", "start front" also by "ok DOMID"; "died
 * front" comes unasked when that domain ended by itself.
 */
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conductor.h"
#include "util/memory.h"
#include "worker.h"

#define GONE	"the toolstack has ended, and was asked to \"%s\""

static void listen_to_toolstack(void *argument)
{
	struct conductor *conductor = argument;
	char *line;

	while ((line = stream_read_line(&conductor->toolstack))) {
		bool died = strcmp(line, "died front") == 0;

		pthread_mutex_lock(&conductor->lock);
		if (died) {
			/* It was told to: that may be noticed late */
			conductor->front_died |= !conductor->front_killed;
			conductor->front_up = false;
			free(line);
		} else {
			free(conductor->toolstack_answer);
			conductor->toolstack_answer = line;
		}
		pthread_cond_broadcast(&conductor->changed);
		pthread_mutex_unlock(&conductor->lock);
	}
	pthread_mutex_lock(&conductor->lock);
	conductor->toolstack_gone = true;
	pthread_cond_broadcast(&conductor->changed);
	pthread_mutex_unlock(&conductor->lock);
}

void toolstack_start(struct conductor *conductor)
{
	if (conductor->toolstack.fd >= 0)
		worker_run(listen_to_toolstack, conductor);
}

int toolstack_spawn(const char *program, struct trouble *trouble)
{
	char *argv[] = { (char *)program, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int pair[2], error;
	sigset_t broken_pipe;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return trouble_errno(trouble, errno, "cannot talk to a toolstack");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pair[1], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, pair[1], STDOUT_FILENO);
	/* We ignore it; a program expects to be ended by it */
	sigemptyset(&broken_pipe);
	sigaddset(&broken_pipe, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &broken_pipe);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn(&pid, program, &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	close(pair[1]);
	if (!error)
		return pair[0];
	close(pair[0]);
	return trouble_errno(trouble, error, "cannot run the toolstack %s", program);
}

/* "ok", or "ok NUMBER" */
static bool is_ok(const char *answer, uint32_t *number)
{
	unsigned int given;
	char rest;

	if (strcmp(answer, "ok") == 0)
		return true;
	if (sscanf(answer, "ok %u%c", &given, &rest) != 1)
		return false;
	if (number)
		*number = given;
	return true;
}

int toolstack_ask(struct conductor *conductor, const char *request, unsigned int timeout_ms,
		  uint32_t *number, struct trouble *trouble)
{
	uint64_t deadline = deadline_after(timeout_ms);
	bool in_time = true, gone;
	char *answer;
	int result = 0;

	if (conductor->toolstack.fd < 0)
		return trouble_set(trouble, EOPNOTSUPP, "this target has no toolstack");
	pthread_mutex_lock(&conductor->lock);
	free(conductor->toolstack_answer);
	conductor->toolstack_answer = NULL;
	pthread_mutex_unlock(&conductor->lock);
	if (!stream_write_line(&conductor->toolstack, request))
		return trouble_set(trouble, EPIPE, GONE, request);
	pthread_mutex_lock(&conductor->lock);
	while (!conductor->toolstack_answer && !conductor->toolstack_gone && in_time)
		in_time = conductor_wait(conductor, deadline, request);
	answer = conductor->toolstack_answer;
	conductor->toolstack_answer = NULL;
	gone = conductor->toolstack_gone;
	pthread_mutex_unlock(&conductor->lock);
	if (!answer && gone)
		return trouble_set(trouble, EPIPE, GONE, request);
	if (!answer)
		return trouble_set(trouble, ETIMEDOUT,
				   "the toolstack did not answer \"%s\" within %u s", request,
				   timeout_ms / 1000);
	if (!is_ok(answer, number))
		result = trouble_set(trouble, EIO, "the toolstack answers \"%s\" to \"%s\"",
				     answer, request);
	free(answer);
	return result;
}
