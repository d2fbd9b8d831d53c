// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/escape.h"

size_t escape_feed(struct escape *escape, const char *bytes, size_t length, char *kept)
{
	size_t count = 0;

	escape->wants = ESCAPE_NOTHING;
	for (size_t i = 0; i < length && escape->wants != ESCAPE_END; i++) {
		char c = bytes[i];

		if (escape->state == ESCAPE_LINE_START && c == '~') {
			escape->state = ESCAPE_TILDE;
			continue;
		}
		if (escape->state == ESCAPE_TILDE) {
			escape->state = ESCAPE_IN_LINE;
			if (c == '.') {
				escape->wants = ESCAPE_END;
				continue;
			}
			if (c == '?') {
				escape->wants = ESCAPE_HELP;
				escape->state = ESCAPE_LINE_START;
				continue;
			}
			kept[count++] = '~';
			if (c == '~')
				continue;
		}
		kept[count++] = c;
		escape->state = c == '\r' || c == '\n' ? ESCAPE_LINE_START : ESCAPE_IN_LINE;
	}
	return count;
}
