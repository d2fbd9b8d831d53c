// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A dma-buf goes from one process of the domain to the other, as compositors and
 * their clients do it: SCM_RIGHTS over a Unix socket. What else is to be known of
 * the buffer comes with the step.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "actor.h"

/* It was sent before the step began */
#define RECEIVE_MS	1000

/* A message with room for one descriptor; the socket carries a byte along */
struct parcel {
	struct msghdr header;
	struct iovec data;
	char byte;
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control;
};

static void parcel_init(struct parcel *parcel)
{
	*parcel = (struct parcel){ .byte = 0 };
	parcel->data = (struct iovec){ .iov_base = &parcel->byte, .iov_len = 1 };
	parcel->header = (struct msghdr){
		.msg_iov = &parcel->data, .msg_iovlen = 1,
		.msg_control = &parcel->control, .msg_controllen = sizeof(parcel->control),
	};
}

static int send_fd(int socket, int fd)
{
	struct parcel parcel;
	struct cmsghdr *control;

	parcel_init(&parcel);
	control = CMSG_FIRSTHDR(&parcel.header);
	control->cmsg_level = SOL_SOCKET;
	control->cmsg_type = SCM_RIGHTS;
	control->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(control), &fd, sizeof(fd));
	return sendmsg(socket, &parcel.header, MSG_NOSIGNAL) == 1 ? 0 : -1;
}

/* Return: the descriptor, or -1 with errno set */
static int receive_fd(int socket, unsigned int timeout_ms)
{
	struct pollfd ready = { .fd = socket, .events = POLLIN };
	struct parcel parcel;
	struct cmsghdr *control;
	int fd;

	parcel_init(&parcel);
	if (poll(&ready, 1, timeout_ms) == 0) {
		errno = ETIMEDOUT;
		return -1;
	}
	if (recvmsg(socket, &parcel.header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) != 1)
		return -1;
	control = CMSG_FIRSTHDR(&parcel.header);
	errno = EBADMSG;
	if (!control || control->cmsg_type != SCM_RIGHTS ||
	    control->cmsg_len != CMSG_LEN(sizeof(fd)))
		return -1;
	memcpy(&fd, CMSG_DATA(control), sizeof(fd));
	return fd;
}

int verb_give(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	int fd, error = 0;

	if (!object)
		return -1;
	fd = object_export(actor, object, trouble);
	if (fd < 0)
		return -1;
	if (send_fd(actor->config.neighbour, fd) < 0)
		error = errno;
	close(fd);
	if (error)
		return trouble_errno(trouble, error, "cannot hand the dma-buf of %s over",
				     object->name);
	call_answer(call, "bytes", object->bytes);
	call_answer(call, "wait_handle", object->wait_handle);
	return 0;
}

static uint64_t given(const struct call *call, const char *key)
{
	return json_object_get_uint64(json_object_object_get(call->expected, key));
}

int verb_receive(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct attributes source;
	struct object *object;
	int fd;

	if (call_attributes(call, "of", &source, trouble) < 0)
		return -1;
	fd = receive_fd(actor->config.neighbour, RECEIVE_MS * actor->config.patience);
	if (fd < 0) {
		trouble_errno(trouble, errno, "no dma-buf of %s came over", call_option(call, "of"));
		attributes_finish(&source);
		return -1;
	}
	object = object_create(call_arg(call, 0));
	object->image = source.image;
	object->bytes = given(call, "bytes");
	object->wait_handle = given(call, "wait_handle");
	object->fd = fd;
	attributes_finish(&source);
	return actor_add(actor, object, call, trouble);
}
