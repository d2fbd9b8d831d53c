// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pump.h"
#include "util/memory.h"

#define CHUNK	16384

/* Bytes on their way */
struct parcel {
	char bytes[CHUNK];
	size_t start, end;
};

struct pump {
	struct libxenvchan *vchan;
	int socket;		/* the pump's end */
	int ours;		/* the other one */
	struct parcel out, in;	/* to the vchan, from it */
	bool said_all;		/* nothing more comes from the socket */
	atomic_bool stopping;	/* no matter what is still on its way */
	pthread_t thread;
};

static bool is_empty(const struct parcel *parcel)
{
	return parcel->start == parcel->end;
}

/* What a move came to */
enum moved { MOVED_NOTHING, MOVED_SOME, MOVED_LAST };

static enum moved fill_from_socket(struct pump *pump)
{
	ssize_t got;

	if (!is_empty(&pump->out) || pump->said_all)
		return MOVED_NOTHING;
	got = read(pump->socket, pump->out.bytes, CHUNK);
	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? MOVED_NOTHING : MOVED_LAST;
	if (got == 0)
		return MOVED_LAST;
	pump->out.start = 0;
	pump->out.end = got;
	return MOVED_SOME;
}

static enum moved empty_to_vchan(struct pump *pump)
{
	int done;

	if (is_empty(&pump->out))
		return MOVED_NOTHING;
	done = libxenvchan_write(pump->vchan, pump->out.bytes + pump->out.start,
				 pump->out.end - pump->out.start);
	if (done < 0)
		return MOVED_LAST;
	pump->out.start += done;
	return done ? MOVED_SOME : MOVED_NOTHING;
}

/* Asking for more than there is makes the peer tell when there is more. */
static enum moved fill_from_vchan(struct pump *pump)
{
	int got;

	if (!is_empty(&pump->in))
		return MOVED_NOTHING;
	got = libxenvchan_read(pump->vchan, pump->in.bytes, CHUNK);
	if (got < 0)
		return MOVED_LAST;
	pump->in.start = 0;
	pump->in.end = got;
	return got ? MOVED_SOME : MOVED_NOTHING;
}

static enum moved empty_to_socket(struct pump *pump)
{
	ssize_t done;

	if (is_empty(&pump->in))
		return MOVED_NOTHING;
	done = send(pump->socket, pump->in.bytes + pump->in.start,
		    pump->in.end - pump->in.start, MSG_NOSIGNAL);
	if (done < 0)
		return errno == EAGAIN || errno == EINTR ? MOVED_NOTHING : MOVED_LAST;
	pump->in.start += done;
	return MOVED_SOME;
}

/* Moves what can be moved without waiting. Return: false when it is over. */
static bool move_all(struct pump *pump)
{
	bool moved;

	do {
		enum moved from_socket = fill_from_socket(pump);
		enum moved to_vchan = empty_to_vchan(pump);
		enum moved from_vchan = fill_from_vchan(pump);
		enum moved to_socket = empty_to_socket(pump);

		/* The peer still gets what was said before the end */
		if (from_socket == MOVED_LAST)
			pump->said_all = true;
		if (to_vchan == MOVED_LAST || to_socket == MOVED_LAST ||
		    from_vchan == MOVED_LAST)
			return false;
		moved = from_socket == MOVED_SOME || to_vchan == MOVED_SOME ||
			from_vchan == MOVED_SOME || to_socket == MOVED_SOME;
	} while (moved);
	return !pump->said_all || !is_empty(&pump->out);
}

static void wait_for_more(struct pump *pump)
{
	struct pollfd fds[2] = {
		{ .fd = pump->socket },
		{ .fd = libxenvchan_fd_for_select(pump->vchan), .events = POLLIN },
	};

	/* Without any of these, poll() still tells of pump_stop()'s shutdown() */
	if (is_empty(&pump->out))
		fds[0].events |= POLLIN;
	if (!is_empty(&pump->in))
		fds[0].events |= POLLOUT;
	/* An end that is known would keep it from sleeping */
	if (pump->said_all)
		fds[0].fd = -1;
	/* Takes the event; it does not wait, there is one. */
	if (poll(fds, 2, -1) > 0 && fds[1].revents)
		libxenvchan_wait(pump->vchan);
}

static void *run(void *argument)
{
	struct pump *pump = argument;

	while (!pump->stopping && move_all(pump))
		wait_for_more(pump);
	/* What the peer said last is for the reader, who then finds the end */
	while (!pump->stopping && !is_empty(&pump->in)) {
		struct pollfd ready = { .fd = pump->socket, .events = POLLOUT };

		if (poll(&ready, 1, -1) < 0 && errno != EINTR)
			break;
		if (empty_to_socket(pump) == MOVED_LAST)
			break;
	}
	libxenvchan_close(pump->vchan);
	shutdown(pump->socket, SHUT_RDWR);
	return NULL;
}

static bool open_socket(struct pump *pump)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	pump->socket = pair[0];
	pump->ours = pair[1];
	return fcntl(pump->socket, F_SETFL, O_NONBLOCK) == 0;
}

struct pump *pump_start(struct libxenvchan *vchan, int *fd)
{
	struct pump *pump = xalloc(sizeof(*pump));

	pump->vchan = vchan;
	vchan->blocking = 0;
	if (open_socket(pump)) {
		errno = pthread_create(&pump->thread, NULL, run, pump);
		if (!errno) {
			*fd = pump->ours;
			return pump;
		}
		close(pump->socket);
		close(pump->ours);
	}
	libxenvchan_close(vchan);
	free(pump);
	return NULL;
}

void pump_stop(struct pump *pump)
{
	pump->stopping = true;
	shutdown(pump->ours, SHUT_RDWR);
	pthread_join(pump->thread, NULL);
	close(pump->socket);
	free(pump);
}
