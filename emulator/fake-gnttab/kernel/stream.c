// SPDX-License-Identifier: GPL-2.0
/*
 * Byte streams to the outside, one character device for each descriptor that
 * the daemon hands over: /dev/fake-xen/record, agent and toolstack.
 *
 * UML's own consoles would do, if they did not lose bytes: input that arrived
 * before the terminal was opened is not noticed, and neither is any input
 * after the line discipline was full once. Here what the host says about the
 * descriptor is the condition to wait for, and an interrupt only wakes.
 */
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <irq_kern.h>
#include <irq_user.h>
#include "guest.h"
#include "host.h"

/* What one host call moves */
#define CHUNK 16384U

/* The host does not interrupt when there is room again: look this often */
#define ROOM_INTERVAL (HZ / 100 ?: 1)

struct stream {
	int fd;
	wait_queue_head_t wait;
	struct miscdevice misc;
};

static struct stream *stream_of(struct file *file)
{
	return container_of(file->private_data, struct stream, misc);
}

static irqreturn_t arrived(int irq, void *data)
{
	struct stream *stream = data;

	wake_up_interruptible_poll(&stream->wait, EPOLLIN | EPOLLRDNORM);
	return IRQ_HANDLED;
}

static ssize_t stream_read(struct file *file, char __user *buffer,
			   size_t count, loff_t *pos)
{
	struct stream *stream = stream_of(file);
	size_t size = min_t(size_t, count, CHUNK);
	char *bytes = kmalloc(size, GFP_KERNEL);
	ssize_t n;

	if (!bytes)
		return -ENOMEM;
	while ((n = host_read(stream->fd, bytes, size)) == -EAGAIN) {
		if (file->f_flags & O_NONBLOCK)
			break;
		n = wait_event_interruptible(stream->wait,
					     host_readable(stream->fd));
		if (n)
			break;
	}
	if (n > 0 && copy_to_user(buffer, bytes, n))
		n = -EFAULT;
	kfree(bytes);
	return n;
}

static ssize_t write_chunk(struct file *file, const char *bytes, size_t count)
{
	struct stream *stream = stream_of(file);
	ssize_t n;

	while ((n = host_write(stream->fd, bytes, count)) == -EAGAIN) {
		if (file->f_flags & O_NONBLOCK)
			break;
		schedule_timeout_interruptible(ROOM_INTERVAL);
		if (signal_pending(current))
			return -ERESTARTSYS;
	}
	return n;
}

/* All of it, as a blocking writer expects, unless a signal comes */
static ssize_t stream_write(struct file *file, const char __user *buffer,
			    size_t count, loff_t *pos)
{
	char *bytes = kmalloc(CHUNK, GFP_KERNEL);
	size_t done = 0;
	ssize_t n = 0;

	if (!bytes)
		return -ENOMEM;
	while (done < count) {
		size_t size = min_t(size_t, count - done, CHUNK);

		n = -EFAULT;
		if (copy_from_user(bytes, buffer + done, size))
			break;
		n = write_chunk(file, bytes, size);
		if (n < 0)
			break;
		done += n;
	}
	kfree(bytes);
	return done ?: n;
}

static __poll_t stream_poll(struct file *file, poll_table *table)
{
	struct stream *stream = stream_of(file);
	__poll_t events = EPOLLOUT | EPOLLWRNORM;

	poll_wait(file, &stream->wait, table);
	if (host_readable(stream->fd))
		events |= EPOLLIN | EPOLLRDNORM;
	return events;
}

static const struct file_operations stream_fops = {
	.owner = THIS_MODULE,
	.open = stream_open,	/* so that reads and writes do not exclude each other */
	.read = stream_read,
	.write = stream_write,
	.poll = stream_poll,
};

int __init fake_xen_stream_init(const char *name, int fd)
{
	struct stream *stream;
	int ret;

	if (fd < 0)
		return 0;
	stream = kzalloc(sizeof(*stream), GFP_KERNEL);
	if (!stream)
		return -ENOMEM;
	stream->fd = fd;
	init_waitqueue_head(&stream->wait);
	stream->misc = (struct miscdevice){
		.minor = MISC_DYNAMIC_MINOR,
		.name = name,
		.nodename = kasprintf(GFP_KERNEL, "fake-xen/%s", name),
		.fops = &stream_fops,
		.mode = 0600,
	};
	ret = um_request_irq(UM_IRQ_ALLOC, fd, IRQ_READ, arrived, 0, name,
			     stream);
	if (ret < 0)
		return ret;
	return misc_register(&stream->misc);
}
