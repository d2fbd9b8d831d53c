// SPDX-License-Identifier: GPL-2.0-or-later
/* Hashing, comparing and unpacking pictures in memory. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "image.h"

size_t image_bytes(const struct image *image)
{
	if (!image->height)
		return 0;
	return (size_t)image->pitch * (image->height - 1) +
	       format_row_bytes(image->format, image->width);
}

/*
 * One piece of memory that was freed last is kept for the next picture: they
 * are mostly of one size, and on UML making 8 MB takes longer than drawing.
 */
static struct {
	pthread_mutex_t lock;
	void *memory;
	size_t size;
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Exchanges what is kept for (@memory, @size); returns what was there */
static void *exchange(void *memory, size_t *size)
{
	size_t old_size;
	void *old;

	pthread_mutex_lock(&kept.lock);
	old = kept.memory;
	old_size = kept.size;
	kept.memory = memory;
	kept.size = *size;
	pthread_mutex_unlock(&kept.lock);
	*size = old_size;
	return old;
}

bool image_alloc(struct image *image)
{
	size_t wanted, size = 0;
	void *memory;

	if (!image->pitch)
		image->pitch = format_row_bytes(image->format, image->width);
	wanted = image_bytes(image);
	memory = exchange(NULL, &size);
	if (memory && size != wanted) {
		munmap(memory, size);
		memory = NULL;
	}
	if (!memory) {
		/* All pages at once: one by one they are faults, 0.1 ms each */
		memory = mmap(NULL, wanted, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
		if (memory == MAP_FAILED)
			memory = NULL;
	}
	image->pixels = memory;
	return memory;
}

void image_free(struct image *image)
{
	size_t size = image->pixels ? image_bytes(image) : 0;
	void *memory;

	if (!image->pixels)
		return;
	memory = exchange(image->pixels, &size);
	if (memory)
		munmap(memory, size);
	image->pixels = NULL;
}

/*
 * Multiply and rotate over 64-bit words, in four independent lanes so that
 * the multiplier is never waited for. Only has to tell pictures apart that
 * differ by accident; odd multipliers lose no bit of a word.
 */
#define LANES	4

static const uint64_t lane_factor[LANES] = {
	0x9e3779b97f4a7c15u, 0xc2b2ae3d27d4eb4fu,
	0xd6e8feb86659fd93u, 0xa0761d6478bd642fu,
};

static inline uint64_t mix(uint64_t hash, uint64_t word, uint64_t factor)
{
	hash = (hash ^ word) * factor;
	return hash << 29 | hash >> 35;
}

void image_hash_begin(struct image_hasher *hasher, uint32_t width)
{
	memcpy(hasher->lane, lane_factor, sizeof(hasher->lane));
	hasher->width = width;
}

void image_hash_rows(struct image_hasher *hasher, const struct image *rows)
{
	uint32_t bytes = format_row_bytes(rows->format, rows->width);
	/* Bits that mean nothing count as set, whatever they are */
	uint64_t unused = (uint64_t)rows->format->unused << 32 | rows->format->unused;
	uint64_t lane[LANES];

	memcpy(lane, hasher->lane, sizeof(lane));
	for (uint32_t y = 0; y < rows->height; y++) {
		const uint8_t *row = image_row(rows, y);
		uint64_t word[LANES];
		uint32_t at = 0;

		for (; at + sizeof(word) <= bytes; at += sizeof(word)) {
			memcpy(word, row + at, sizeof(word));
			for (int i = 0; i < LANES; i++)
				lane[i] = mix(lane[i], word[i] | unused, lane_factor[i]);
		}
		memset(word, 0, sizeof(word));
		memcpy(word, row + at, bytes - at);
		for (int i = 0; i < LANES; i++)
			lane[i] = mix(lane[i], word[i] | unused, lane_factor[i]);
	}
	memcpy(hasher->lane, lane, sizeof(lane));
}

uint64_t image_hash_end(const struct image_hasher *hasher)
{
	uint64_t hash = hasher->width;

	for (int i = 0; i < LANES; i++)
		hash = mix(hash, hasher->lane[i], lane_factor[i]);
	return hash ^ hash >> 31;
}

uint64_t image_hash(const struct image *image)
{
	struct image_hasher hasher;

	image_hash_begin(&hasher, image->width);
	image_hash_rows(&hasher, image);
	return image_hash_end(&hasher);
}

void image_rgb_row(const struct image *image, uint32_t y, uint32_t *rgb,
		   struct argb16 *scratch)
{
	image->format->unpack(scratch, image_row(image, y), image->width);
	for (uint32_t x = 0; x < image->width; x++) {
		uint32_t r = (scratch[x].r + 128u) / 257u;
		uint32_t g = (scratch[x].g + 128u) / 257u;
		uint32_t b = (scratch[x].b + 128u) / 257u;

		rgb[x] = r << 16 | g << 8 | b;
	}
}

static void compare_row(uint32_t y, const uint32_t *seen, const uint32_t *expected,
			uint32_t width, struct image_difference *difference)
{
	for (uint32_t x = 0; x < width; x++) {
		if (seen[x] == expected[x])
			continue;
		if (difference->count++ == 0) {
			difference->x = x;
			difference->y = y;
			difference->seen = seen[x];
			difference->expected = expected[x];
		}
	}
}

int image_compare(const struct image *seen, const struct image *expected,
		  struct image_difference *difference)
{
	struct image_difference found = { 0 };
	uint32_t width = seen->width;
	uint32_t bytes = format_row_bytes(seen->format, width);
	struct argb16 *scratch;
	uint32_t *rows;

	if (width != expected->width || seen->height != expected->height)
		return -1;
	scratch = malloc(sizeof(*scratch) * (width + 1));
	rows = malloc(sizeof(*rows) * 2 * (width + 1));
	if (!scratch || !rows) {
		free(scratch);
		free(rows);
		return -1;
	}
	for (uint32_t y = 0; y < seen->height; y++) {
		/* The usual case, and much faster than unpacking */
		if (seen->format == expected->format &&
		    memcmp(image_row(seen, y), image_row(expected, y), bytes) == 0)
			continue;
		image_rgb_row(seen, y, rows, scratch);
		image_rgb_row(expected, y, rows + width, scratch);
		compare_row(y, rows, rows + width, width, &found);
	}
	free(scratch);
	free(rows);
	if (!found.count)
		return 0;
	*difference = found;
	return 1;
}
