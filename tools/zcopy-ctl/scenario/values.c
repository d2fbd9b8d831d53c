// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/values.h"

/* strtoull() alone would take blanks, signs and octal. */
static bool number_prefix(const char *text, uint64_t *number, const char **end)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	unsigned char first = hex ? text[2] : text[0];
	char *stop;

	if (hex ? !isxdigit(first) : !isdigit(first))
		return false;
	errno = 0;
	*number = strtoull(text, &stop, hex ? 16 : 10);
	*end = stop;
	return errno == 0;
}

bool value_number(const char *text, uint64_t *number)
{
	const char *end;

	return number_prefix(text, number, &end) && *end == '\0';
}

bool value_size(const char *text, uint32_t *width, uint32_t *height)
{
	uint64_t w = 0, h = 0;
	const char *p = text;

	if (!isdigit((unsigned char)*p))
		return false;
	for (; isdigit((unsigned char)*p) && w <= UINT32_MAX; p++)
		w = w * 10 + (*p - '0');
	if (*p++ != 'x' || !isdigit((unsigned char)*p))
		return false;
	for (; isdigit((unsigned char)*p) && h <= UINT32_MAX; p++)
		h = h * 10 + (*p - '0');
	if (*p != '\0' || w > UINT32_MAX || h > UINT32_MAX)
		return false;
	*width = w;
	*height = h;
	return true;
}

bool value_duration(const char *text, uint32_t *milliseconds)
{
	uint64_t number;
	const char *unit;

	if (strcmp(text, "forever") == 0) {
		*milliseconds = UINT32_MAX;
		return true;
	}
	if (!isdigit((unsigned char)text[0]) || text[1] == 'x' || text[1] == 'X' ||
	    !number_prefix(text, &number, &unit))
		return false;
	if (strcmp(unit, "s") == 0) {
		if (number > UINT32_MAX / 1000)
			return false;
		number *= 1000;
	} else if (strcmp(unit, "ms") != 0) {
		return false;
	}
	if (number >= UINT32_MAX)
		return false;
	*milliseconds = number;
	return true;
}
