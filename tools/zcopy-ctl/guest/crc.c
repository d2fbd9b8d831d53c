// SPDX-License-Identifier: GPL-2.0-or-later
/* What vkms will say of a frame, computed from a buffer's own bytes. */
#include <stdlib.h>

#include <zlib.h>

#include "image.h"

bool image_scanout_crc(const struct image *image, uint32_t *crc)
{
	struct argb16 *row = malloc(sizeof(*row) * (image->width + 1));
	/*
	 * The kernel's crc32_le() inverts neither before nor after, zlib's
	 * crc32() does both. Inverting around the call cancels zlib's, and
	 * doing it once around all rows is enough: between two calls zlib's
	 * own inversions cancel each other.
	 */
	uint32_t sum = ~*crc;

	if (!row)
		return false;
	for (uint32_t y = 0; y < image->height; y++) {
		image->format->unpack(row, image_row(image, y), image->width);
		sum = crc32_z(sum, (const void *)row, sizeof(*row) * image->width);
	}
	free(row);
	*crc = ~sum;
	return true;
}
