// SPDX-License-Identifier: GPL-2.0-or-later
/* Drawing into a buffer's own memory, and summing up what is there. */
#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/dma-buf.h>

#include "actor.h"
#include "pattern.h"
#include "transfer.h"
#include "util/memory.h"

/* The processor's way to an object's memory, for the time of one access */
struct access {
	void *memory;
	size_t mapped;		/* bytes to munmap(), 0 for none */
	int fd;			/* dma-buf that is told, or -1 */
	uint64_t direction;	/* DMA_BUF_SYNC_READ or _WRITE */
};

static int begin_dmabuf(struct actor *actor, struct object *object, struct access *access,
			struct trouble *trouble)
{
	struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_START | access->direction };
	void *memory;
	int error;

	access->fd = object_export(actor, object, trouble);
	if (access->fd < 0)
		return -1;
	memory = mmap(NULL, object->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, access->fd, 0);
	if (memory == MAP_FAILED) {
		error = errno;
		close(access->fd);
		return trouble_errno(trouble, error, "cannot map the dma-buf of %s", object->name);
	}
	if (ioctl(access->fd, DMA_BUF_IOCTL_SYNC, &sync)) {
		error = errno;
		munmap(memory, object->bytes);
		close(access->fd);
		return trouble_errno(trouble, error, "cannot begin CPU access to %s", object->name);
	}
	access->memory = memory;
	access->mapped = object->bytes;
	return 0;
}

static int access_begin(struct actor *actor, struct object *object, struct access *access,
			uint64_t direction, struct trouble *trouble)
{
	uint32_t dumb;

	*access = (struct access){ .fd = -1, .direction = direction };
	pthread_mutex_lock(&actor->lock);
	access->memory = object->shared ? object->shared : object->mapped;
	dumb = object->dumb ? object->display_handle : 0;
	pthread_mutex_unlock(&actor->lock);
	if (access->memory)
		return 0;
	if (!dumb)
		return begin_dmabuf(actor, object, access, trouble);
	access->memory = display_map(actor->display, dumb, object->bytes, trouble);
	access->mapped = object->bytes;
	return access->memory ? 0 : -1;
}

static int access_end(struct access *access, int result, struct trouble *trouble)
{
	struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_END | access->direction };

	if (access->fd >= 0) {
		if (ioctl(access->fd, DMA_BUF_IOCTL_SYNC, &sync) && result == 0)
			result = trouble_errno(trouble, errno, "cannot end CPU access");
		close(access->fd);
	}
	if (access->mapped)
		munmap(access->memory, access->mapped);
	return result;
}

int verb_draw(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	const char *pattern = call_arg(call, 1);
	uint64_t seed = call_number(call, "seed", 1);
	struct access access;
	struct image image;
	int result;

	if (!object)
		return -1;
	image = object->image;
	if (!image_alloc(&image) || !pattern_draw(&image, pattern, seed)) {
		image_free(&image);
		return trouble_errno(trouble, ENOMEM, "cannot draw %s in %ux%u", pattern,
				     image.width, image.height);
	}
	result = access_begin(actor, object, &access, DMA_BUF_SYNC_WRITE, trouble);
	if (result == 0) {
		result = transfer(access.memory, image.pixels, image_bytes(&image), trouble);
		result = access_end(&access, result, trouble);
	}
	image_free(&image);
	if (result < 0)
		return -1;
	pthread_mutex_lock(&actor->lock);
	free(object->pattern);
	object->pattern = xstrdup(pattern);
	object->seed = seed;
	pthread_mutex_unlock(&actor->lock);
	return 0;
}

int object_read(struct actor *actor, struct object *object, struct image *image,
		struct trouble *trouble)
{
	struct access access;
	int result;

	*image = object->image;
	if (!image_alloc(image))
		return trouble_errno(trouble, ENOMEM, "cannot read %s", object->name);
	result = access_begin(actor, object, &access, DMA_BUF_SYNC_READ, trouble);
	if (result == 0) {
		result = transfer(image->pixels, access.memory, image_bytes(image), trouble);
		result = access_end(&access, result, trouble);
	}
	if (result < 0)
		image_free(image);
	return result;
}

/* What this domain sees in the buffer, now and through its own mapping */
int verb_sum(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	struct image image;
	uint32_t crc = 0;

	if (!object || object_read(actor, object, &image, trouble) < 0)
		return -1;
	if (!image_scanout_crc(&image, &crc)) {
		image_free(&image);
		return trouble_errno(trouble, ENOMEM, "cannot sum up %s", object->name);
	}
	call_answer(call, "crc", crc);
	call_answer(call, "hash", image_hash(&image));
	call_answer(call, "seed", object->seed);
	if (object->pattern)
		json_object_object_add(call->out, "pattern",
				       json_object_new_string(object->pattern));
	image_free(&image);
	return 0;
}
