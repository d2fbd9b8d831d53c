// SPDX-License-Identifier: GPL-2.0-or-later
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "util/memory.h"
#include "util/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"

/* Length of the well-formed sequence at @p, 0 when there is none */
static size_t sequence(const unsigned char *p)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length;
	uint32_t code;

	if (p[0] < 0x80)
		return 1;
	if ((p[0] & 0xe0) == 0xc0)
		length = 2;
	else if ((p[0] & 0xf0) == 0xe0)
		length = 3;
	else if ((p[0] & 0xf8) == 0xf0)
		length = 4;
	else
		return 0;
	code = p[0] & (0xff >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3f);
	}
	if (code < smallest[length] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return length;
}

char *utf8_clean(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	char *clean = xalloc(strlen(text) * strlen(REPLACEMENT) + 1);
	char *out = clean;

	while (*p) {
		size_t length = sequence(p);

		if (length > 0) {
			memcpy(out, p, length);
			out += length;
			p += length;
		} else {
			memcpy(out, REPLACEMENT, strlen(REPLACEMENT));
			out += strlen(REPLACEMENT);
			p++;
		}
	}
	*out = '\0';
	return clean;
}
