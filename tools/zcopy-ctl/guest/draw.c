// SPDX-License-Identifier: GPL-2.0-or-later
/* Drawing into a buffer's own memory, and summing up what is there. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/dma-buf.h>

#include "actor.h"
#include "pattern.h"
#include "transfer.h"
#include "util/clock.h"
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
	access->memory = dumb_map(object->device, dumb, object->bytes, trouble);
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

/*
 * Some rows of a buffer in ordinary memory, where the processor works: a copy of
 * 16384x6144 pixels would be as large as a domain.
 */
#define BAND_BYTES	(16u << 20)

struct band {
	struct image rows;
	uint32_t first;			/* row of the buffer */
	size_t offset, bytes;		/* what they are of the buffer's */
};

static uint32_t band_height(const struct image *image)
{
	uint32_t height = BAND_BYTES / (image->pitch ?: 1);

	if (height > image->height)
		height = image->height;
	return height ?: 1;
}

/* Does @work for one band after the other. Return: 0, or -1 with @trouble */
static int each_band(const struct image *image, int (*work)(void *context, struct band *band,
							     struct trouble *trouble),
		     void *context, struct trouble *trouble)
{
	struct band band = { .rows = *image };
	uint32_t height = band_height(image);
	int result = 0;

	band.rows.height = height;
	if (!image_alloc(&band.rows))
		return trouble_errno(trouble, ENOMEM, "no memory for %u rows of %u pixels", height,
				     image->width);
	for (uint32_t y = 0; y < image->height && result == 0; y += height) {
		band.rows.height = image->height - y < height ? image->height - y : height;
		band.first = y;
		band.offset = (size_t)y * image->pitch;
		band.bytes = image_bytes(&band.rows);
		result = work(context, &band, trouble);
	}
	band.rows.height = height;
	image_free(&band.rows);
	return result;
}

struct drawing {
	const struct access *access;
	const char *pattern;
	uint64_t seed;
	uint32_t height;
};

static int draw_band(void *context, struct band *band, struct trouble *trouble)
{
	const struct drawing *drawing = context;

	if (!pattern_draw_rows(&band->rows, band->first, drawing->height, drawing->pattern,
			       drawing->seed))
		return trouble_errno(trouble, ENOMEM, "cannot draw %s in %ux%u", drawing->pattern,
				     band->rows.width, drawing->height);
	return transfer((char *)drawing->access->memory + band->offset, band->rows.pixels,
			band->bytes, trouble);
}

int verb_draw(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	struct access access;
	struct drawing drawing = {
		.access = &access, .pattern = call_arg(call, 1),
		.seed = call_number(call, "seed", 1),
	};
	int result;

	if (!object)
		return -1;
	drawing.height = object->image.height;
	result = access_begin(actor, object, &access, DMA_BUF_SYNC_WRITE, trouble);
	if (result == 0) {
		result = each_band(&object->image, draw_band, &drawing, trouble);
		result = access_end(&access, result, trouble);
	}
	if (result < 0)
		return -1;
	pthread_mutex_lock(&actor->lock);
	free(object->pattern);
	object->pattern = xstrdup(drawing.pattern);
	object->seed = drawing.seed;
	pthread_mutex_unlock(&actor->lock);
	return 0;
}

/* What a backend without this driver does for each frame, its buffers mapped for long */
static uint64_t copy_warm(void *to, const void *from, size_t bytes)
{
	uint64_t before;

	/* The first time brings the pages in, and is not what is asked for. */
	memcpy(to, from, bytes);
	before = clock_us();
	memcpy(to, from, bytes);
	return clock_us() - before;
}

int verb_copy(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *to = actor_find(actor, call_arg(call, 0), trouble);
	struct object *from = to ? actor_find(actor, call_option(call, "of"), trouble) : NULL;
	struct access reads, writes;
	int result;

	if (!from)
		return -1;
	if (to->bytes != from->bytes)
		return trouble_set(trouble, EINVAL, "%s has %zu bytes, %s has %zu", to->name, to->bytes,
				   from->name, from->bytes);
	result = access_begin(actor, from, &reads, DMA_BUF_SYNC_READ, trouble);
	if (result < 0)
		return -1;
	result = access_begin(actor, to, &writes, DMA_BUF_SYNC_WRITE, trouble);
	if (result == 0) {
		call_answer(call, "took_us", copy_warm(writes.memory, reads.memory, to->bytes));
		result = access_end(&writes, 0, trouble);
	}
	return access_end(&reads, result, trouble);
}

struct reading {
	const struct access *access;
	struct image_hasher hasher;
	bool with_crc;
	uint32_t crc;
};

static int read_band(void *context, struct band *band, struct trouble *trouble)
{
	struct reading *reading = context;

	if (transfer(band->rows.pixels, (char *)reading->access->memory + band->offset, band->bytes,
		     trouble) < 0)
		return -1;
	image_hash_rows(&reading->hasher, &band->rows);
	if (reading->with_crc && !image_scanout_crc(&band->rows, &reading->crc))
		return trouble_errno(trouble, ENOMEM, "cannot add up a buffer");
	return 0;
}

/* What this domain sees in the buffer, now and through its own mapping */
static int read_object(struct actor *actor, struct object *object, struct reading *reading,
		       struct trouble *trouble)
{
	struct access access;
	int result = access_begin(actor, object, &access, DMA_BUF_SYNC_READ, trouble);

	if (result < 0)
		return -1;
	reading->access = &access;
	image_hash_begin(&reading->hasher, object->image.width);
	result = each_band(&object->image, read_band, reading, trouble);
	return access_end(&access, result, trouble);
}

static int answer_sum(struct actor *actor, struct call *call, bool with_crc,
		      struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	struct reading reading = { .with_crc = with_crc };

	if (!object || read_object(actor, object, &reading, trouble) < 0)
		return -1;
	if (with_crc)
		call_answer(call, "crc", reading.crc);
	call_answer(call, "hash", image_hash_end(&reading.hasher));
	/* Somebody may draw in it at this moment */
	pthread_mutex_lock(&actor->lock);
	call_answer(call, "seed", object->seed);
	if (object->pattern)
		json_object_object_add(call->out, "pattern",
				       json_object_new_string(object->pattern));
	pthread_mutex_unlock(&actor->lock);
	return 0;
}

int verb_sum(struct actor *actor, struct call *call, struct trouble *trouble)
{
	return answer_sum(actor, call, true, trouble);
}

int verb_hash(struct actor *actor, struct call *call, struct trouble *trouble)
{
	return answer_sum(actor, call, false, trouble);
}

int verb_compare(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	uint64_t hash = json_object_get_uint64(json_object_object_get(call->expected, "hash"));
	const char *pattern = json_object_get_string(
		json_object_object_get(call->expected, "pattern"));
	struct reading reading = { 0 };

	if (!object || read_object(actor, object, &reading, trouble) < 0)
		return -1;
	if (image_hash_end(&reading.hasher) == hash)
		return 0;
	return trouble_set(trouble, EBADMSG,
			   "the bytes of %s, as domain %u reads them, are not those of %s, as its owner does%s%s",
			   object->name, actor->config.domid, call_option(call, "with"),
			   pattern ? ", who drew there: " : "", pattern ? pattern : "");
}
