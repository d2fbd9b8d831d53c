// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/capture.h"
#include "util/memory.h"

/* More than anybody reads; the rest is read and dropped. */
#define CAPTURE_MAX 65536

struct stream {
	int fd;
	char *text;
	size_t length;
};

static void take(struct stream *stream)
{
	char buffer[4096];
	ssize_t got = read(stream->fd, buffer, sizeof(buffer));

	if (got < 0 && errno == EINTR)
		return;
	if (got <= 0) {
		close(stream->fd);
		stream->fd = -1;
		return;
	}
	if (stream->length + got > CAPTURE_MAX)
		got = CAPTURE_MAX - stream->length;
	memcpy(stream->text + stream->length, buffer, got);
	stream->length += got;
}

static char *finish(struct stream *stream)
{
	while (stream->length > 0 && stream->text[stream->length - 1] == '\n')
		stream->length--;
	stream->text[stream->length] = '\0';
	return stream->text;
}

static pid_t spawn(char *const *argv, struct stream streams[2])
{
	posix_spawn_file_actions_t actions;
	int out[2], err[2];
	pid_t pid = -1;

	if (pipe2(out, O_CLOEXEC) != 0)
		return -1;
	if (pipe2(err, O_CLOEXEC) != 0) {
		close(out[0]);
		close(out[1]);
		return -1;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
	errno = posix_spawn(&pid, argv[0], &actions, NULL, argv, environ);
	if (errno)
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	close(out[1]);
	close(err[1]);
	streams[0].fd = out[0];
	streams[1].fd = err[0];
	return pid;
}

int capture(char *const *argv, char **out, char **err)
{
	struct stream streams[2] = {
		{ -1, xalloc(CAPTURE_MAX + 1), 0 }, { -1, xalloc(CAPTURE_MAX + 1), 0 },
	};
	pid_t pid = spawn(argv, streams);
	int status = 0;

	while (pid > 0 && (streams[0].fd >= 0 || streams[1].fd >= 0)) {
		struct pollfd fds[2] = {
			{ .fd = streams[0].fd, .events = POLLIN },
			{ .fd = streams[1].fd, .events = POLLIN },
		};

		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			break;
		for (int i = 0; i < 2; i++)
			if (streams[i].fd >= 0 && fds[i].revents)
				take(&streams[i]);
	}
	for (int i = 0; i < 2; i++)
		if (streams[i].fd >= 0)
			close(streams[i].fd);
	*out = finish(&streams[0]);
	*err = finish(&streams[1]);
	if (pid < 0)
		return 127;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
