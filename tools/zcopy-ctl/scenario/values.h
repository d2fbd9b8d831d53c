/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values of arguments and options, from text. Each returns false when the text
 * is not such a value as a whole; the linter has checked every value of a
 * parsed scenario already, so the conductor may take true for granted.
 */
#ifndef ZCOPY_VALUES_H
#define ZCOPY_VALUES_H

#include <stdbool.h>
#include <stdint.h>

/* A number, decimal or 0x hexadecimal, up to 64 bits */
bool value_number(const char *text, uint64_t *number);

/* WIDTHxHEIGHT; each part up to 32 bits, as the ioctls take it, 0 included */
bool value_size(const char *text, uint32_t *width, uint32_t *height);

/* 200ms, 5s or "forever" (0xFFFFFFFF ms, what WAIT_FREE calls no limit) */
bool value_duration(const char *text, uint32_t *milliseconds);

#endif /* ZCOPY_VALUES_H */
