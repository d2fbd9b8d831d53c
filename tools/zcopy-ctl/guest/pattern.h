/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pictures made from (pattern, seed, size) alone, in integer arithmetic, so
 * that two domains draw the same bytes without exchanging them.
 */
#ifndef ZCOPY_PATTERN_H
#define ZCOPY_PATTERN_H

#include <stdbool.h>
#include <stdint.h>

#include "image.h"

/*
 * Draws @pattern ("test-card", "noise", "gradient", "solid") over all of
 * @image. Return: false when there is no such pattern or no memory.
 */
bool pattern_draw(const struct image *image, const char *pattern, uint64_t seed);

/*
 * The same of rows alone: @rows are those from @first on of an image of @height
 * rows, and as wide.
 */
bool pattern_draw_rows(const struct image *rows, uint32_t first, uint32_t height,
		       const char *pattern, uint64_t seed);

#endif /* ZCOPY_PATTERN_H */
