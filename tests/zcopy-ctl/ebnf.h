/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reader of the EBNF of scenarios/grammar.ebnf, as far as it goes: derives
 * lines from a rule by chance, and tells whether a line is of a rule.
 */
#ifndef ZCOPY_EBNF_H
#define ZCOPY_EBNF_H

#include <stdbool.h>
#include <stddef.h>

struct ebnf;

/* Return: NULL with a message printed when @text is no EBNF or a rule is missing. */
struct ebnf *ebnf_parse(const char *text);
void ebnf_free(struct ebnf *ebnf);

/* A line of @rule, at most @size bytes; false when this one got too long */
bool ebnf_derive(const struct ebnf *ebnf, const char *rule, char *line, size_t size);
bool ebnf_matches(const struct ebnf *ebnf, const char *rule, const char *line);

#endif /* ZCOPY_EBNF_H */
