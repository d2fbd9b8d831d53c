// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numbers.h"
#include "scenario/values.h"
#include "util/memory.h"

static void add(struct json_object *json, const char *key, size_t length, const char *text)
{
	uint64_t value;
	char *name;

	if (!value_number(text, &value))
		return;
	name = xstrndup(key, length);
	json_object_object_add(json, name, json_object_new_uint64(value));
	free(name);
}

void numbers_from_words(struct json_object *json, const char *line)
{
	char *copy = xstrdup(line), *rest = copy, *word;

	while ((word = strsep(&rest, " \t\n"))) {
		char *sign = strchr(word, '=');

		if (sign)
			add(json, word, sign - word, sign + 1);
	}
	free(copy);
}

void numbers_from_lines(struct json_object *json, const char *text)
{
	char *copy = xstrdup(text), *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		char *key = strsep(&line, " \t");

		if (line)
			add(json, key, strlen(key), line + strspn(line, " \t"));
	}
	free(copy);
}

bool number_of_word(const char *line, const char *key, uint64_t *value)
{
	struct json_object *json = json_object_new_object(), *number;
	bool found;

	numbers_from_words(json, line);
	found = json_object_object_get_ex(json, key, &number);
	if (found)
		*value = json_object_get_uint64(number);
	json_object_put(json);
	return found;
}

bool number_compare(uint64_t value, const char *operator, uint64_t bound)
{
	bool equal_counts = strcmp(operator, "<=") == 0 || strcmp(operator, ">=") == 0;

	if (strcmp(operator, "=") == 0)
		return value == bound;
	if (strcmp(operator, "!=") == 0)
		return value != bound;
	if (value == bound)
		return equal_counts;
	return operator[0] == '<' ? value < bound : value > bound;
}

static void compare(FILE *out, const char *what, const char *part, const char *key,
		    uint64_t before, uint64_t after)
{
	if (before == after)
		return;
	fprintf(out, "%s%s%s%s of %s: %llu %s than at the start (%llu, was %llu)",
		ftell(out) ? "; " : "", part ? part : "", part ? "'s " : "", key, what,
		(unsigned long long)(after > before ? after - before : before - after),
		after > before ? "more" : "fewer", (unsigned long long)after,
		(unsigned long long)before);
}

static void compare_all(FILE *out, const char *what, const char *part,
			struct json_object *before, struct json_object *after)
{
	if (!json_object_is_type(before, json_type_object))
		before = NULL;
	json_object_object_foreach(after, key, value) {
		struct json_object *old = json_object_object_get(before, key);

		if (json_object_is_type(value, json_type_object))
			compare_all(out, what, key, old, value);
		else
			compare(out, what, part, key, json_object_get_uint64(old),
				json_object_get_uint64(value));
	}
	if (!before)
		return;
	json_object_object_foreach(before, gone, was)
		if (!json_object_object_get_ex(after, gone, NULL))
			compare(out, what, part, gone, json_object_get_uint64(was), 0);
}

char *numbers_difference(const char *what, struct json_object *before,
			 struct json_object *after)
{
	size_t length;
	char *text;
	FILE *out = open_memstream(&text, &length);

	if (!out)
		return NULL;
	compare_all(out, what, NULL, before, after);
	fclose(out);
	if (length)
		return text;
	free(text);
	return NULL;
}
