/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers that the kernel offers in debugfs, as text files. */
#ifndef ZCOPY_NUMBERS_H
#define ZCOPY_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <json-c/json.h>

/*
 * The words of @line of the form KEY=NUMBER, added to @json. Words without a
 * number behind the sign are left out.
 */
void numbers_from_words(struct json_object *json, const char *line);

/* Lines of the form "KEY NUMBER" */
void numbers_from_lines(struct json_object *json, const char *text);

/* KEY of a KEY=NUMBER line; false when it is not there */
bool number_of_word(const char *line, const char *key, uint64_t *value);

/* value OPERATOR bound, e.g. "<=" */
bool number_compare(uint64_t value, const char *operator, uint64_t bound);

/*
 * What differs between two sets of numbers, as text for people: "hypervisor's
 * grants of front: 4 more than at the start (4, was 0)". NULL when they are
 * equal. @what is whose numbers they are; both may hold objects of numbers,
 * here "hypervisor".
 */
char *numbers_difference(const char *what, struct json_object *before,
			 struct json_object *after);

#endif /* ZCOPY_NUMBERS_H */
