// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * PNG writing, tuned for time: a scenario has about a second, and its picture
 * has 6 MB. Filter "up" makes a test card nearly all zeroes, and the fastest
 * level of deflate makes that small.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "picture.h"

#define DIFFERS	0xff00ffu

struct rows {
	const struct image *seen;
	const struct image *expected;	/* NULL: write @seen as it is */
	uint32_t *rgb, *other;
	uint8_t *bytes;
	struct argb16 *scratch;
};

static bool rows_init(struct rows *rows, uint32_t width)
{
	rows->rgb = malloc(sizeof(*rows->rgb) * (width + 1));
	rows->other = malloc(sizeof(*rows->other) * (width + 1));
	rows->bytes = malloc(3 * (size_t)(width + 1));
	rows->scratch = malloc(sizeof(*rows->scratch) * (width + 1));
	return rows->rgb && rows->other && rows->bytes && rows->scratch;
}

static void rows_finish(struct rows *rows)
{
	free(rows->rgb);
	free(rows->other);
	free(rows->bytes);
	free(rows->scratch);
}

static const uint8_t *rows_get(struct rows *rows, uint32_t y)
{
	uint32_t width = rows->seen->width;

	/* Most rows of a test card are like the one above */
	if (!rows->expected && y &&
	    memcmp(image_row(rows->seen, y), image_row(rows->seen, y - 1),
		   format_row_bytes(rows->seen->format, width)) == 0)
		return rows->bytes;
	image_rgb_row(rows->seen, y, rows->rgb, rows->scratch);
	if (rows->expected)
		image_rgb_row(rows->expected, y, rows->other, rows->scratch);
	for (uint32_t x = 0; x < width; x++) {
		uint32_t colour = rows->rgb[x];

		if (rows->expected)
			colour = colour == rows->other[x] ? colour >> 2 & 0x3f3f3f : DIFFERS;
		rows->bytes[3 * x] = colour >> 16;
		rows->bytes[3 * x + 1] = colour >> 8;
		rows->bytes[3 * x + 2] = colour;
	}
	return rows->bytes;
}

/* libpng reports by jumping back; the text is kept for the caller */
struct png_trouble {
	jmp_buf back;
	char text[128];
};

static void on_error(png_structp png, png_const_charp text)
{
	struct png_trouble *trouble = png_get_error_ptr(png);

	snprintf(trouble->text, sizeof(trouble->text), "%s", text);
	longjmp(trouble->back, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text;
}

/* Nothing but const and volatile-free locals that setjmp() leaves alone */
static bool write_png(FILE *file, struct rows *rows, struct png_trouble *trouble)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, trouble,
						  on_error, on_warning);
	png_infop info = png ? png_create_info_struct(png) : NULL;

	if (!info) {
		png_destroy_write_struct(&png, NULL);
		snprintf(trouble->text, sizeof(trouble->text), "out of memory");
		return false;
	}
	if (setjmp(trouble->back)) {
		png_destroy_write_struct(&png, &info);
		return false;
	}
	png_init_io(png, file);
	png_set_filter(png, 0, PNG_FILTER_UP);
	png_set_IHDR(png, info, rows->seen->width, rows->seen->height, 8,
		     PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	for (uint32_t y = 0; y < rows->seen->height; y++)
		png_write_row(png, rows_get(rows, y));
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	return true;
}

static char *trouble_with(const char *path, const char *cause)
{
	char *text;

	return asprintf(&text, "cannot write %s: %s", path, cause) < 0 ? NULL : text;
}

static char *write_rows(const char *path, struct rows *rows)
{
	struct png_trouble trouble = { .text = "" };
	char *message = NULL;
	FILE *file = fopen(path, "wbe");

	if (!file)
		return trouble_with(path, strerror(errno));
	if (!rows_init(rows, rows->seen->width))
		message = trouble_with(path, "out of memory");
	else if (!write_png(file, rows, &trouble))
		message = trouble_with(path, trouble.text);
	rows_finish(rows);
	if (fclose(file) != 0 && !message)
		message = trouble_with(path, strerror(errno));
	return message;
}

char *picture_write(const char *path, const struct image *image)
{
	struct rows rows = { .seen = image };

	return write_rows(path, &rows);
}

char *picture_write_difference(const char *path, const struct image *seen,
			       const struct image *expected)
{
	struct rows rows = { .seen = seen, .expected = expected };

	return write_rows(path, &rows);
}
