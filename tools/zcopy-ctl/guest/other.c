// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The backend domain's other process: an agent as the frontend has one, on a
 * socket instead of a stream between domains. It opens the devices for itself,
 * and dies alone. A second socket carries file descriptors between it and us.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conductor.h"
#include "util/memory.h"
#include "worker.h"

#define PROGRAM		"/proc/self/exe"

/* What it finds there: requests, and the socket for descriptors */
enum { STREAM_FD = 3, NEIGHBOUR_FD = 4, FIRST_FREE_FD = 5 };

void other_fail(struct conductor *conductor)
{
	link_fail(conductor, ROLE_OTHER, "the other process went away");
}

static void listen_to_other(void *argument)
{
	struct conductor *conductor = argument;
	struct json_object *message;

	while ((message = stream_read(&conductor->other))) {
		/* Its hello tells nothing new */
		if (!json_object_object_get_ex(message, "hello", NULL))
			link_answer(conductor, message);
		json_object_put(message);
	}
	pthread_mutex_lock(&conductor->lock);
	conductor->other_listening = false;
	other_fail(conductor);
	pthread_mutex_unlock(&conductor->lock);
}

/* Two ends, neither of which is a descriptor that the other process finds something at */
static int make_pair(int type, int *ours, int *theirs)
{
	int pair[2];

	if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair) != 0)
		return -1;
	*ours = pair[0];
	*theirs = fcntl(pair[1], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
	close(pair[1]);
	if (*theirs >= 0)
		return 0;
	close(pair[0]);
	return -1;
}

static int spawn(const struct actor_config *config, int stream, int neighbour, pid_t *pid)
{
	char *domid = xprintf("--domid=%u", config->domid);
	char *patience = xprintf("--patience=%u", config->patience);
	char *display = xprintf("--display=%s", config->display_driver);
	char *argv[] = {
		"zcopy-ctl", "agent", "--stream=3", "--neighbour=4", domid, patience, display, NULL,
	};
	posix_spawn_file_actions_t actions;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, stream, STREAM_FD);
	posix_spawn_file_actions_adddup2(&actions, neighbour, NEIGHBOUR_FD);
	/* The streams to the host and the frontend are inherited by nobody */
	posix_spawn_file_actions_addclosefrom_np(&actions, FIRST_FREE_FD);
	error = posix_spawn(pid, PROGRAM, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	free(domid);
	free(patience);
	free(display);
	return error;
}

int other_start(struct conductor *conductor, struct trouble *trouble)
{
	struct actor_config *config = &conductor->actor.config;
	int stream, their_stream, neighbour, their_neighbour, error;
	pid_t pid;

	if (other_runs(conductor))
		return 0;
	if (make_pair(SOCK_STREAM, &stream, &their_stream) < 0)
		return trouble_errno(trouble, errno, "cannot talk to another process");
	if (make_pair(SOCK_SEQPACKET, &neighbour, &their_neighbour) < 0) {
		error = errno;
		close(stream);
		close(their_stream);
		return trouble_errno(trouble, error, "cannot talk to another process");
	}
	error = spawn(config, their_stream, their_neighbour, &pid);
	close(their_stream);
	close(their_neighbour);
	if (error) {
		close(stream);
		close(neighbour);
		return trouble_errno(trouble, error, "cannot start another process of " PROGRAM);
	}
	config->neighbour = neighbour;
	stream_init(&conductor->other, stream);
	conductor->other_pid = pid;
	conductor->other_listening = true;
	worker_run(listen_to_other, conductor);
	return 0;
}

bool other_send(struct conductor *conductor, struct job *job)
{
	return link_request(&conductor->other, job);
}

void other_kill(struct conductor *conductor)
{
	if (!other_runs(conductor))
		return;
	kill(conductor->other_pid, SIGKILL);
	while (waitpid(conductor->other_pid, NULL, 0) < 0 && errno == EINTR)
		;
	conductor->other_pid = 0;
	pthread_mutex_lock(&conductor->lock);
	while (conductor->other_listening)
		pthread_cond_wait(&conductor->changed, &conductor->lock);
	pthread_mutex_unlock(&conductor->lock);
	close(conductor->other.fd);
	stream_finish(&conductor->other);
	stream_init(&conductor->other, -1);
	close(conductor->actor.config.neighbour);
	conductor->actor.config.neighbour = -1;
}
