// SPDX-License-Identifier: GPL-2.0-or-later
/* Lists of grant references as text. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "refs.h"

char *refs_to_text(const uint32_t *refs, size_t count)
{
	size_t length;
	char *text;
	FILE *out = open_memstream(&text, &length);

	if (!out)
		return NULL;
	for (size_t i = 0; i < count;) {
		size_t next = i + 1;

		while (next < count && refs[next - 1] != UINT32_MAX &&
		       refs[next] == refs[next - 1] + 1)
			next++;
		fprintf(out, "%s%u", i ? "," : "", refs[i]);
		if (next - i > 1)
			fprintf(out, "-%u", refs[next - 1]);
		i = next;
	}
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

/* A number without sign or space in front */
static bool number(const char **text, uint32_t *value)
{
	unsigned long long parsed;
	char *end;

	if (**text < '0' || **text > '9')
		return false;
	errno = 0;
	parsed = strtoull(*text, &end, 10);
	if (errno || parsed > UINT32_MAX)
		return false;
	*text = end;
	*value = parsed;
	return true;
}

static bool append(uint32_t **refs, size_t *count, uint32_t first, uint32_t last)
{
	size_t more = (size_t)last - first + 1;
	uint32_t *grown;

	if (more > REFS_MAX - *count)
		return false;
	grown = realloc(*refs, (*count + more) * sizeof(*grown));
	if (!grown)
		return false;
	for (size_t i = 0; i < more; i++)
		grown[*count + i] = first + i;
	*refs = grown;
	*count += more;
	return true;
}

bool refs_from_text(const char *text, uint32_t **refs, size_t *count)
{
	*refs = NULL;
	*count = 0;
	while (*text) {
		uint32_t first, last;

		if (!number(&text, &first))
			goto fail;
		last = first;
		if (*text == '-') {
			text++;
			if (!number(&text, &last) || last < first)
				goto fail;
		}
		if (!append(refs, count, first, last))
			goto fail;
		if (*text == ',' && text[1])
			text++;
		else if (*text)
			goto fail;
	}
	return true;
fail:
	free(*refs);
	*refs = NULL;
	*count = 0;
	return false;
}
