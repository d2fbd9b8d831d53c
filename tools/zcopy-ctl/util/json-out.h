/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all JSON output shares: the schema's version and the way it is printed. */
#ifndef ZCOPY_JSON_OUT_H
#define ZCOPY_JSON_OUT_H

#include <json-c/json.h>
#include <stdio.h>

#define JSON_SCHEMA 1

/* An object with "schema" in it */
json_object *json_root(void);
/* Adds a string, or null; bytes that are no UTF-8 are replaced. */
void json_put_text(json_object *object, const char *key, const char *text);
json_object *json_text(const char *text);
json_object *json_texts(char *const *texts, size_t count);
/* Prints with a newline, and drops @root. */
void json_print_to(FILE *out, json_object *root);
void json_print(json_object *root);	/* to stdout */

#endif /* ZCOPY_JSON_OUT_H */
