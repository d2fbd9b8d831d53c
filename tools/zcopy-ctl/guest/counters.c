// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "numbers.h"
#include "util/memory.h"

char *counters_read(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t capacity = 0;

	if (!file || getdelim(&text, &capacity, '\0', file) < 0) {
		free(text);
		text = xstrdup("");
	}
	if (file)
		fclose(file);
	return text;
}

struct json_object *counters_of_driver(void)
{
	struct json_object *json = json_object_new_object();
	char *text = counters_read(COUNTERS_STATS);

	numbers_from_lines(json, text);
	free(text);
	return json;
}

void counters_of_domain(struct json_object *json, uint32_t domid)
{
	char *text = counters_read(COUNTERS_FAKE_XEN), *rest = text, *line;

	while ((line = strsep(&rest, "\n"))) {
		uint64_t number;

		if (number_of_word(line, "dom", &number) && number == domid)
			numbers_from_words(json, line);
	}
	free(text);
}
