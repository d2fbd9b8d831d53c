/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pictures as PNG files: what was seen, what was expected, how they differ. */
#ifndef ZCOPY_PICTURE_H
#define ZCOPY_PICTURE_H

#include <stdbool.h>

#include "image.h"

/*
 * Writes @image to @path. Return: NULL, or what went wrong (malloc'ed, with the
 * path and the cause).
 */
char *picture_write(const char *path, const struct image *image);

/*
 * Writes where @seen and @expected (same size) differ: equal pixels darkened,
 * differing ones in magenta.
 */
char *picture_write_difference(const char *path, const struct image *seen,
			       const struct image *expected);

#endif /* ZCOPY_PICTURE_H */
