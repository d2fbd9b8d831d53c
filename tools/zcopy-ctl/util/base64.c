// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/base64.h"
#include "util/memory.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *base64_encode(const void *bytes, size_t length)
{
	const uint8_t *from = bytes;
	char *text = xalloc((length + 2) / 3 * 4 + 1), *to = text;

	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i;
		uint32_t group = from[i] << 16;

		if (left > 1)
			group |= from[i + 1] << 8;
		if (left > 2)
			group |= from[i + 2];
		*to++ = digits[group >> 18];
		*to++ = digits[group >> 12 & 63];
		*to++ = left > 1 ? digits[group >> 6 & 63] : '=';
		*to++ = left > 2 ? digits[group & 63] : '=';
	}
	return text;
}

/* Four digits, the last of which may be "="; the bytes they are, 0: wrong */
static size_t decode_group(const char *text, uint8_t *to)
{
	size_t count = text[3] != '=' ? 4 : text[2] != '=' ? 3 : 2;
	uint32_t group = 0;

	for (size_t i = 0; i < 4; i++) {
		const char *digit = i < count ? strchr(digits, text[i]) : digits;

		if (!digit || (i < count && !*digit))
			return 0;
		group = group << 6 | (uint32_t)(digit - digits);
	}
	/* What the padding cuts off is zero */
	if ((count == 3 && group & 0xff) || (count == 2 && group & 0xffff))
		return 0;
	for (size_t i = 0; i < count - 1; i++)
		to[i] = group >> (16 - 8 * i);
	return count - 1;
}

void *base64_decode(const char *text, size_t *length)
{
	size_t size = strlen(text), done = 0;
	uint8_t *bytes = xalloc(size / 4 * 3 + 1);

	for (size_t i = 0; i < size; i += 4) {
		size_t got = size - i < 4 ? 0 : decode_group(text + i, bytes + done);

		if (got == 0 || (got < 3 && i + 4 < size)) {
			free(bytes);
			return NULL;
		}
		done += got;
	}
	*length = done;
	return bytes;
}
