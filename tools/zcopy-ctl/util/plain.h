/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_PLAIN_H
#define ZCOPY_PLAIN_H

#include <stdio.h>

/*
 * Prints one line's worth of text that others wrote (a kernel, a scenario):
 * control characters, which could play with the terminal, become '?'.
 */
void print_plain(FILE *out, const char *text);

#endif /* ZCOPY_PLAIN_H */
