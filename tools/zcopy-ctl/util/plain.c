// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/plain.h"

void print_plain(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = *text;

		fputc(c < ' ' || c == 0x7f ? (c == '\t' ? '\t' : '?') : c, out);
	}
}
