/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_GRAMMAR_H
#define ZCOPY_GRAMMAR_H

#include <stdio.h>

/* The language as EBNF, made of the tables that the parser works with. */
void grammar_print(FILE *out);

#endif /* ZCOPY_GRAMMAR_H */
