/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A picture in memory: pixels that belong to somebody else (a grant mapping, a
 * dumb buffer) and how to read them. What is compared is what can be seen: the
 * padding at the end of a row never counts.
 */
#ifndef ZCOPY_IMAGE_H
#define ZCOPY_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format.h"

struct image {
	uint8_t *pixels;
	uint32_t width, height;
	uint32_t pitch;			/* bytes from row to row */
	const struct format *format;
};

/* How two pictures of one size differ */
struct image_difference {
	uint64_t count;			/* pixels */
	uint32_t x, y;			/* the first one, row by row */
	uint32_t seen, expected;	/* its colours, 0x00RRGGBB */
};

static inline void *image_row(const struct image *image, uint32_t y)
{
	return image->pixels + (size_t)y * image->pitch;
}

/* Bytes that @image covers, from its first pixel to the end of its last row */
size_t image_bytes(const struct image *image);

/*
 * Allocates pixels for an image whose other fields are set (pitch 0: rows
 * without padding); image_free() releases them. What the pixels are at first is
 * not said. Return: false when there is no memory.
 */
bool image_alloc(struct image *image);
void image_free(struct image *image);

/* A hash of all pixels as the screen would show them, the same for every pitch */
uint64_t image_hash(const struct image *image);

/* The same of an image that is read piece by piece, from its first row to its last */
struct image_hasher {
	uint64_t lane[4];
	uint32_t width;
};

void image_hash_begin(struct image_hasher *hasher, uint32_t width);
void image_hash_rows(struct image_hasher *hasher, const struct image *rows);
uint64_t image_hash_end(const struct image_hasher *hasher);

/* Row @y as 8-bit RGB, the way a display rounds it to 8 bits */
void image_rgb_row(const struct image *image, uint32_t y, uint32_t *rgb,
		   struct argb16 *scratch);

/*
 * image_compare() - compares colours pixel by pixel
 *
 * The formats may differ: colours are compared at 8 bits per channel.
 * Return: 0 when equal, 1 when not (@difference says how), -1 when the sizes
 * differ or there is no memory (@difference untouched).
 */
int image_compare(const struct image *seen, const struct image *expected,
		  struct image_difference *difference);

/*
 * The CRC that vkms computes of a frame that is nothing but @image: per row
 * CRC-32 (start value 0, no final inversion) over 16-bit channels a, r, g, b.
 * @crc: 0, or what the rows above gave. Return: false when there is no memory.
 */
bool image_scanout_crc(const struct image *image, uint32_t *crc);

#endif /* ZCOPY_IMAGE_H */
