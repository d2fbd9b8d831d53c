/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pixel formats as data. Pictures are drawn in 8-bit RGB and packed; what a
 * display composes has 16 bits per channel, so that is what rows unpack to.
 */
#ifndef ZCOPY_FORMAT_H
#define ZCOPY_FORMAT_H

#include <stdint.h>

struct argb16 {
	uint16_t a, r, g, b;	/* in vkms's order: its CRC is over these bytes */
};

struct format {
	const char *name;	/* as scenarios write it */
	uint32_t fourcc;	/* DRM_FORMAT_* */
	uint32_t bpp;		/* bits per pixel */
	uint32_t unused;	/* bits of a pixel that mean nothing */
	/* @rgb: 0x00RRGGBB per pixel */
	void (*pack)(void *row, const uint32_t *rgb, uint32_t width);
	void (*unpack)(struct argb16 *out, const void *row, uint32_t width);
};

/* NULL when there is no such format */
const struct format *format_find(const char *name);

/* Bytes of a row of @width pixels, without padding */
uint32_t format_row_bytes(const struct format *format, uint32_t width);

#endif /* ZCOPY_FORMAT_H */
