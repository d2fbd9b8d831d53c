// SPDX-License-Identifier: GPL-2.0-or-later
/* The patterns: the same everywhere, different where they have to be. */
#include "test.h"

#include <png.h>
#include <unistd.h>

#include "pattern.h"
#include "picture.h"

static const char *const patterns[] = { "test-card", "noise", "gradient", "solid" };
static const char *const formats[] = { "XR24", "AR24", "RG24", "RG16" };

static struct image make(const char *format, uint32_t width, uint32_t height, uint32_t padding)
{
	struct image image = { .width = width, .height = height, .format = format_find(format) };

	image.pitch = format_row_bytes(image.format, width) + padding;
	assert_true(image_alloc(&image));
	return image;
}

static uint64_t hash_of(const char *pattern, uint64_t seed, uint32_t width, uint32_t height,
			uint32_t padding)
{
	struct image image = make("XR24", width, height, padding);
	uint64_t hash;

	assert_true(pattern_draw(&image, pattern, seed));
	hash = image_hash(&image);
	image_free(&image);
	return hash;
}

static void same_for_the_same_seed(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(patterns); i++)
		assert_true(hash_of(patterns[i], 7, 123, 77, 0) ==
			    hash_of(patterns[i], 7, 123, 77, 36));
}

static void another_seed_is_another_picture(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(patterns); i++)
		for (uint64_t seed = 0; seed < 8; seed++)
			assert_false(hash_of(patterns[i], seed, 320, 240, 0) ==
				     hash_of(patterns[i], seed + 1, 320, 240, 0));
}

static void another_pattern_is_another_picture(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(patterns); i++)
		for (size_t k = 0; k < i; k++)
			assert_false(hash_of(patterns[i], 1, 64, 64, 0) ==
				     hash_of(patterns[k], 1, 64, 64, 0));
}

/* Every pixel is drawn, and none beside: guard bytes stay as they are */
static void all_sizes(void **state)
{
	static const uint32_t sides[] = { 1, 2, 3, 5, 8, 11, 12, 13, 17, 64, 100, 333 };

	(void)state;
	for (size_t f = 0; f < COUNT(formats); f++)
		for (size_t p = 0; p < COUNT(patterns); p++)
			for (size_t i = 0; i < COUNT(sides) * COUNT(sides); i++) {
				uint32_t width = sides[i % COUNT(sides)];
				uint32_t height = sides[i / COUNT(sides)];
				struct image image = make(formats[f], width, height, 4);
				uint32_t bytes = format_row_bytes(image.format, width);

				memset(image.pixels, 0x3c, image_bytes(&image));
				assert_true(pattern_draw(&image, patterns[p], 1));
				for (uint32_t y = 0; y + 1 < height; y++)
					for (uint32_t k = 0; k < 4; k++)
						assert_int_equal(((uint8_t *)image_row(&image, y))
								 [bytes + k], 0x3c);
				/* The alpha byte tells that a pixel was drawn */
				if (f < 2)
					for (uint32_t y = 0; y < height; y++)
						for (uint32_t x = 0; x < width; x++)
							assert_int_equal(((uint32_t *)
								image_row(&image, y))[x] >> 24,
								0xff);
				image_free(&image);
			}
}

/* A large buffer is drawn some rows at a time. */
static void drawn_in_pieces(void **state)
{
	(void)state;
	for (size_t f = 0; f < COUNT(formats); f++)
		for (size_t p = 0; p < COUNT(patterns); p++) {
			struct image whole = make(formats[f], 200, 150, 0);
			struct image pieces = make(formats[f], 200, 150, 0);

			assert_true(pattern_draw(&whole, patterns[p], 3));
			for (uint32_t y = 0; y < 150; y += 40) {
				struct image rows = pieces;

				rows.pixels = image_row(&pieces, y);
				rows.height = 150 - y < 40 ? 150 - y : 40;
				assert_true(pattern_draw_rows(&rows, y, 150, patterns[p], 3));
			}
			assert_memory_equal(whole.pixels, pieces.pixels, image_bytes(&whole));
			image_free(&whole);
			image_free(&pieces);
		}
}

/*
 * The two domains may run different builds of this program, on different
 * processors: a picture that changes by accident must be noticed here.
 */
static void test_card_is_what_it_was(void **state)
{
	(void)state;
	assert_true(hash_of("test-card", 1, 1920, 1080, 0) == 0xe654cd7369e78c2fu);
	assert_true(hash_of("noise", 1, 640, 480, 0) == 0xe531c6231b03f77du);
}

static void test_card_reaches_all_edges(void **state)
{
	struct image image = make("XR24", 640, 480, 0);
	uint32_t *top = image_row(&image, 0), *bottom = image_row(&image, 479);

	(void)state;
	assert_true(pattern_draw(&image, "test-card", 1));
	for (uint32_t x = 0; x < 640; x++) {
		assert_int_equal(top[x], 0xffff0000);
		assert_int_equal(bottom[x], 0xffff0000);
	}
	for (uint32_t y = 0; y < 480; y++) {
		uint32_t *row = image_row(&image, y);

		assert_int_equal(row[0], 0xffff0000);
		assert_int_equal(row[639], 0xffff0000);
	}
	image_free(&image);
}

static void unknown_pattern(void **state)
{
	struct image image = make("XR24", 4, 4, 0);

	(void)state;
	assert_false(pattern_draw(&image, "testcard", 1));
	image_free(&image);
}

/* A file as libpng reads it, 24 bits per pixel; to be freed */
static uint8_t *read_png(const char *path, png_image *png)
{
	uint8_t *pixels;

	memset(png, 0, sizeof(*png));
	png->version = PNG_IMAGE_VERSION;
	assert_true(png_image_begin_read_from_file(png, path));
	png->format = PNG_FORMAT_RGB;
	pixels = malloc(PNG_IMAGE_SIZE(*png));
	assert_non_null(pixels);
	assert_true(png_image_finish_read(png, NULL, pixels, 0, NULL));
	return pixels;
}

static void picture_holds_every_pixel(void **state)
{
	struct image image = make("XR24", 101, 37, 20);
	uint8_t *pixels;
	png_image png;

	(void)state;
	assert_true(pattern_draw(&image, "noise", 9));
	assert_null(picture_write("picture.png", &image));
	pixels = read_png("picture.png", &png);
	assert_int_equal(png.width, 101);
	assert_int_equal(png.height, 37);
	for (uint32_t y = 0; y < 37; y++)
		for (uint32_t x = 0; x < 101; x++) {
			uint8_t *rgb = pixels + 3 * (y * 101 + x);

			assert_int_equal(((uint32_t *)image_row(&image, y))[x] & 0xffffff,
					 rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
		}
	free(pixels);
	image_free(&image);
	unlink("picture.png");
}

static void difference_marks_what_differs(void **state)
{
	struct image seen = make("XR24", 8, 8, 0), expected = make("XR24", 8, 8, 0);
	uint8_t *pixels;
	png_image png;

	(void)state;
	assert_true(pattern_draw(&seen, "solid", 1));
	assert_true(pattern_draw(&expected, "solid", 1));
	((uint32_t *)image_row(&seen, 2))[5] ^= 1;
	assert_null(picture_write_difference("difference.png", &seen, &expected));
	pixels = read_png("difference.png", &png);
	for (uint32_t i = 0; i < 64; i++) {
		uint8_t *rgb = pixels + 3 * i;
		bool marked = rgb[0] == 0xff && rgb[1] == 0 && rgb[2] == 0xff;

		assert_int_equal(marked, i == 2 * 8 + 5);
	}
	free(pixels);
	image_free(&seen);
	image_free(&expected);
	unlink("difference.png");
}

static void unwritable_path_is_named(void **state)
{
	struct image image = make("XR24", 4, 4, 0);
	char *message;

	(void)state;
	assert_true(pattern_draw(&image, "solid", 1));
	message = picture_write("no-such-folder/picture.png", &image);
	assert_contains(message, "no-such-folder/picture.png");
	assert_contains(message, "No such file");
	free(message);
	image_free(&image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_for_the_same_seed),
		cmocka_unit_test(another_seed_is_another_picture),
		cmocka_unit_test(another_pattern_is_another_picture),
		cmocka_unit_test(all_sizes),
		cmocka_unit_test(drawn_in_pieces),
		cmocka_unit_test(test_card_is_what_it_was),
		cmocka_unit_test(test_card_reaches_all_edges),
		cmocka_unit_test(unknown_pattern),
		cmocka_unit_test(picture_holds_every_pixel),
		cmocka_unit_test(difference_marks_what_differs),
		cmocka_unit_test(unwritable_path_is_named),
	};

	return cmocka_run_group_tests_name("guest pattern", tests, NULL, NULL);
}
