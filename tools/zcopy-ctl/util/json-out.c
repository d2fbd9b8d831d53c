// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/json-out.h"
#include "util/utf8.h"

json_object *json_root(void)
{
	json_object *root = json_object_new_object();

	json_object_object_add(root, "schema", json_object_new_int(JSON_SCHEMA));
	return root;
}

json_object *json_text(const char *text)
{
	json_object *string;
	char *clean;

	if (!text)
		return NULL;
	clean = utf8_clean(text);
	string = json_object_new_string(clean);
	free(clean);
	return string;
}

json_object *json_texts(char *const *texts, size_t count)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		json_object_array_add(array, json_text(texts[i]));
	return array;
}

void json_put_text(json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, json_text(text));
}

void json_print_to(FILE *out, json_object *root)
{
	fputs(json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY |
						   JSON_C_TO_STRING_SPACED |
						   JSON_C_TO_STRING_NOSLASHESCAPE), out);
	fputc('\n', out);
	fflush(out);
	json_object_put(root);
}

void json_print(json_object *root)
{
	json_print_to(stdout, root);
}
