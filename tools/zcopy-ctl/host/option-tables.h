/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking into the tables that argp parses with, children included */
#ifndef ZCOPY_OPTION_TABLES_H
#define ZCOPY_OPTION_TABLES_H

#include <argp.h>
#include <stdbool.h>

/* Calls @visit with every option that has a name or a key. */
void options_each(const struct argp *argp,
		  void (*visit)(void *context, const struct argp_option *option), void *context);

/* The option that @word names, as --name or -k, whether or not something follows it */
const struct argp_option *option_find(const struct argp *argp, const char *word);

/*
 * Are all long options among these words some of the table's, or the beginning of
 * one? If not, that is said on standard error, with the nearest one. @in_order: the
 * words from the first argument on are somebody else's.
 */
bool options_known(const struct argp *argp, char *const *words, bool in_order);

#endif /* ZCOPY_OPTION_TABLES_H */
