// SPDX-License-Identifier: GPL-2.0-or-later
/* Formats, hashes, comparison, and the CRC that vkms will compute. */
#include "test.h"

#include "image.h"

static struct image make(const char *format, uint32_t width, uint32_t height, uint32_t padding)
{
	struct image image = { .width = width, .height = height, .format = format_find(format) };

	assert_non_null(image.format);
	image.pitch = format_row_bytes(image.format, width) + padding;
	assert_true(image_alloc(&image));
	return image;
}

static void fill_by_chance(struct image *image, uint64_t seed)
{
	uint32_t bytes = format_row_bytes(image->format, image->width);

	for (uint32_t y = 0; y < image->height; y++)
		for (uint32_t i = 0; i < bytes; i++)
			((uint8_t *)image_row(image, y))[i] = chance(&seed);
}

/* crc32_le() of the kernel, bit by bit as its definition says */
static uint32_t crc32_le(uint32_t crc, const void *data, size_t length)
{
	const uint8_t *byte = data;

	while (length--) {
		crc ^= *byte++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return crc;
}

/* A frame as vkms composes it: 16 bits per channel in the order a, r, g, b */
static uint32_t crc_of_frame(const struct image *image)
{
	uint32_t crc = 0;

	for (uint32_t y = 0; y < image->height; y++)
		for (uint32_t x = 0; x < image->width; x++) {
			uint16_t pixel[4] = { 0xffff };

			if (image->format->bpp == 32) {
				const uint8_t *bgrx = (uint8_t *)image_row(image, y) + 4 * x;

				pixel[1] = bgrx[2] << 8 | bgrx[2];
				pixel[2] = bgrx[1] << 8 | bgrx[1];
				pixel[3] = bgrx[0] << 8 | bgrx[0];
			} else {
				uint16_t rgb = ((uint16_t *)image_row(image, y))[x];

				/* Rounded to nearest; a half cannot occur */
				pixel[1] = (rgb >> 11) * 65535.0 / 31 + 0.5;
				pixel[2] = (rgb >> 5 & 63) * 65535.0 / 63 + 0.5;
				pixel[3] = (rgb & 31) * 65535.0 / 31 + 0.5;
			}
			crc = crc32_le(crc, pixel, sizeof(pixel));
		}
	return crc;
}

static void crc_is_that_of_vkms(void **state)
{
	static const char *const formats[] = { "XR24", "AR24", "RG16" };

	(void)state;
	for (size_t i = 0; i < COUNT(formats); i++)
		for (uint32_t padding = 0; padding <= 8; padding += 4) {
			struct image image = make(formats[i], 61, 17, padding);
			uint32_t crc = 0;

			fill_by_chance(&image, i + padding);
			assert_true(image_scanout_crc(&image, &crc));
			assert_int_equal(crc, crc_of_frame(&image));
			image_free(&image);
		}
}

/* Alpha of a composed frame is full even where the buffer holds zeroes */
static void crc_of_black(void **state)
{
	static const uint16_t black[8] = { 0xffff, 0, 0, 0, 0xffff, 0, 0, 0 };
	struct image image = make("XR24", 2, 1, 0);
	uint32_t crc = 0;

	(void)state;
	memset(image.pixels, 0, image_bytes(&image));
	assert_true(image_scanout_crc(&image, &crc));
	assert_int_equal(crc, crc32_le(0, black, sizeof(black)));
	image_free(&image);
}

/* A large buffer is read some rows at a time. */
static void sums_of_pieces(void **state)
{
	static const char *const all[] = { "XR24", "AR24", "RG24", "RG16" };

	(void)state;
	for (size_t i = 0; i < COUNT(all); i++)
		for (uint32_t piece = 1; piece <= 17; piece++) {
			struct image image = make(all[i], 60, 17, 4);
			uint32_t whole_crc = 0, crc = 0;
			struct image_hasher hasher;

			fill_by_chance(&image, i);
			assert_true(image_scanout_crc(&image, &whole_crc));
			image_hash_begin(&hasher, image.width);
			for (uint32_t y = 0; y < image.height; y += piece) {
				struct image rows = image;

				rows.pixels = image_row(&image, y);
				rows.height = image.height - y < piece ? image.height - y : piece;
				image_hash_rows(&hasher, &rows);
				assert_true(image_scanout_crc(&rows, &crc));
			}
			assert_true(image_hash_end(&hasher) == image_hash(&image));
			assert_int_equal(crc, whole_crc);
			image_free(&image);
		}
}

static void hash_ignores_padding(void **state)
{
	struct image tight = make("XR24", 33, 9, 0), loose = make("XR24", 33, 9, 64);

	(void)state;
	fill_by_chance(&tight, 1);
	memset(loose.pixels, 0xee, image_bytes(&loose));
	fill_by_chance(&loose, 1);
	assert_true(image_hash(&tight) == image_hash(&loose));
	image_free(&tight);
	image_free(&loose);
}

static void hash_sees_every_bit(void **state)
{
	struct image image = make("RG16", 19, 5, 0);
	uint64_t hash;

	(void)state;
	fill_by_chance(&image, 2);
	hash = image_hash(&image);
	for (size_t bit = 0; bit < image_bytes(&image) * 8; bit++) {
		image.pixels[bit / 8] ^= 1 << bit % 8;
		assert_false(image_hash(&image) == hash);
		image.pixels[bit / 8] ^= 1 << bit % 8;
	}
	assert_true(image_hash(&image) == hash);
	image_free(&image);
}

static void hash_sees_swapped_rows(void **state)
{
	struct image image = make("XR24", 8, 2, 0);
	uint64_t hash;
	uint8_t row[32];

	(void)state;
	fill_by_chance(&image, 3);
	hash = image_hash(&image);
	memcpy(row, image_row(&image, 0), 32);
	memcpy(image_row(&image, 0), image_row(&image, 1), 32);
	memcpy(image_row(&image, 1), row, 32);
	assert_false(image_hash(&image) == hash);
	image_free(&image);
}

static void difference_is_counted_and_found(void **state)
{
	struct image seen = make("XR24", 20, 10, 12), expected = make("XR24", 20, 10, 0);
	struct image_difference difference;

	(void)state;
	fill_by_chance(&seen, 4);
	fill_by_chance(&expected, 4);
	assert_int_equal(image_compare(&seen, &expected, &difference), 0);

	((uint32_t *)image_row(&seen, 7))[3] = 0xff123456;
	((uint32_t *)image_row(&expected, 7))[3] = 0xff123457;
	((uint32_t *)image_row(&seen, 9))[19] ^= 0x00800000;
	assert_int_equal(image_compare(&seen, &expected, &difference), 1);
	assert_int_equal(difference.count, 2);
	assert_int_equal(difference.x, 3);
	assert_int_equal(difference.y, 7);
	assert_int_equal(difference.seen, 0x123456);
	assert_int_equal(difference.expected, 0x123457);
	image_free(&seen);
	image_free(&expected);
}

/* The X of XR24 is not on the screen */
static void unused_bits_do_not_count(void **state)
{
	struct image seen = make("XR24", 4, 4, 0), expected = make("XR24", 4, 4, 0);
	struct image_difference difference;

	(void)state;
	fill_by_chance(&seen, 5);
	memcpy(expected.pixels, seen.pixels, image_bytes(&seen));
	seen.pixels[3] ^= 0xff;
	assert_int_equal(image_compare(&seen, &expected, &difference), 0);
	assert_true(image_hash(&seen) == image_hash(&expected));
	image_free(&seen);
	image_free(&expected);
}

/* What a display writes back in XR24 of a buffer of 16 bits per pixel */
static void formats_compare_by_colour(void **state)
{
	struct image seen = make("XR24", 32, 1, 0), expected = make("RG16", 32, 1, 0);
	struct image_difference difference;

	(void)state;
	for (uint32_t x = 0; x < 32; x++) {
		uint32_t eight = x * 255.0 / 31 + 0.5;

		((uint16_t *)expected.pixels)[x] = x << 11 | x;
		((uint32_t *)seen.pixels)[x] = eight << 16 | eight;
	}
	assert_int_equal(image_compare(&seen, &expected, &difference), 0);
	((uint16_t *)expected.pixels)[31] ^= 1;
	assert_int_equal(image_compare(&seen, &expected, &difference), 1);
	assert_int_equal(difference.x, 31);
	image_free(&seen);
	image_free(&expected);
}

static void sizes_must_agree(void **state)
{
	struct image seen = make("XR24", 4, 4, 0), expected = make("XR24", 4, 5, 0);
	struct image_difference difference;

	(void)state;
	assert_int_equal(image_compare(&seen, &expected, &difference), -1);
	image_free(&seen);
	image_free(&expected);
}

static void unknown_formats(void **state)
{
	(void)state;
	assert_null(format_find("XR2"));
	assert_null(format_find(""));
	assert_null(format_find("xr24"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crc_is_that_of_vkms),
		cmocka_unit_test(crc_of_black),
		cmocka_unit_test(sums_of_pieces),
		cmocka_unit_test(hash_ignores_padding),
		cmocka_unit_test(hash_sees_every_bit),
		cmocka_unit_test(hash_sees_swapped_rows),
		cmocka_unit_test(difference_is_counted_and_found),
		cmocka_unit_test(unused_bits_do_not_count),
		cmocka_unit_test(formats_compare_by_colour),
		cmocka_unit_test(sizes_must_agree),
		cmocka_unit_test(unknown_formats),
	};

	return cmocka_run_group_tests_name("guest image", tests, NULL, NULL);
}
