// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "util/memory.h"
#include "util/quote.h"

/* What means itself to every shell */
#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./%@"

char *shell_word(const char *text)
{
	char *word, *to;

	if (*text && strspn(text, PLAIN) == strlen(text))
		return xstrdup(text);
	word = to = xalloc(4 * strlen(text) + 3);
	*to++ = '\'';
	for (; *text; text++) {
		if (*text == '\'')
			to = stpcpy(to, "'\\'");
		*to++ = *text;
	}
	*to = '\'';
	return word;
}
