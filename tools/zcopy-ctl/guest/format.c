// SPDX-License-Identifier: GPL-2.0-or-later
/* The formats of pictures. All but that of 24 bits are formats of vkms, too. */
#include <string.h>

#include <drm_fourcc.h>

#include "format.h"

/*
 * A channel of n bits to 16 bits, rounded to nearest as a display does it.
 * Exact: neither 31 nor 63 divides so that a fraction of one half can occur.
 */
static uint16_t widen(uint32_t value, uint32_t max)
{
	return (value * 65535u * 2u + max) / (2u * max);
}

static void pack_xrgb8888(void *row, const uint32_t *rgb, uint32_t width)
{
	uint32_t *out = row;

	for (uint32_t x = 0; x < width; x++)
		out[x] = 0xff000000u | rgb[x];
}

static void unpack_xrgb8888(struct argb16 *out, const void *row, uint32_t width)
{
	const uint32_t *in = row;

	for (uint32_t x = 0; x < width; x++) {
		out[x].a = 0xffff;
		out[x].r = (in[x] >> 16 & 0xff) * 257;
		out[x].g = (in[x] >> 8 & 0xff) * 257;
		out[x].b = (in[x] & 0xff) * 257;
	}
}

static void pack_rgb565(void *row, const uint32_t *rgb, uint32_t width)
{
	uint16_t *out = row;

	for (uint32_t x = 0; x < width; x++)
		out[x] = (rgb[x] >> 8 & 0xf800) | (rgb[x] >> 5 & 0x07e0) |
			 (rgb[x] >> 3 & 0x001f);
}

static void unpack_rgb565(struct argb16 *out, const void *row, uint32_t width)
{
	const uint16_t *in = row;

	for (uint32_t x = 0; x < width; x++) {
		out[x].a = 0xffff;
		out[x].r = widen(in[x] >> 11, 31);
		out[x].g = widen(in[x] >> 5 & 0x3f, 63);
		out[x].b = widen(in[x] & 0x1f, 31);
	}
}

/* Blue comes first in memory */
static void pack_rgb888(void *row, const uint32_t *rgb, uint32_t width)
{
	uint8_t *out = row;

	for (uint32_t x = 0; x < width; x++) {
		out[3 * x] = rgb[x];
		out[3 * x + 1] = rgb[x] >> 8;
		out[3 * x + 2] = rgb[x] >> 16;
	}
}

static void unpack_rgb888(struct argb16 *out, const void *row, uint32_t width)
{
	const uint8_t *in = row;

	for (uint32_t x = 0; x < width; x++) {
		out[x].a = 0xffff;
		out[x].r = in[3 * x + 2] * 257;
		out[x].g = in[3 * x + 1] * 257;
		out[x].b = in[3 * x] * 257;
	}
}

/*
 * AR24 goes the way of XR24: pictures are opaque, and over vkms's black
 * background premultiplied blending leaves the channels as they are.
 */
static const struct format formats[] = {
	{ "XR24", DRM_FORMAT_XRGB8888, 32, 0xff000000, pack_xrgb8888, unpack_xrgb8888 },
	{ "AR24", DRM_FORMAT_ARGB8888, 32, 0, pack_xrgb8888, unpack_xrgb8888 },
	{ "RG24", DRM_FORMAT_RGB888, 24, 0, pack_rgb888, unpack_rgb888 },
	{ "RG16", DRM_FORMAT_RGB565, 16, 0, pack_rgb565, unpack_rgb565 },
};

const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

uint32_t format_row_bytes(const struct format *format, uint32_t width)
{
	return width * (format->bpp / 8);
}
