// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/plain.h"

void print_plain(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = *text;

		fputc(c < ' ' || c == 0x7f ? (c == '\t' ? '\t' : '?') : c, out);
	}
}

size_t plain_text(char *text, size_t length)
{
	size_t kept = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\r')
			continue;
		if (text[i] == '\033' && i + 1 < length && text[i + 1] == '[') {
			i += 2;
			while (i < length && text[i] >= '0' && text[i] <= '?')
				i++;
			continue;
		}
		/* A zero would end the text early. */
		text[kept++] = text[i] ? text[i] : '?';
	}
	return kept;
}
