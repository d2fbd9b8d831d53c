/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_PLAIN_H
#define ZCOPY_PLAIN_H

#include <stddef.h>
#include <stdio.h>

/*
 * Prints one line's worth of text that others wrote (a kernel, a scenario):
 * control characters, which could play with the terminal, become '?'.
 */
void print_plain(FILE *out, const char *text);

/*
 * Takes out of a console's line what firmware and terminals need and nobody reads:
 * carriage returns, colours and positions (escape, bracket, numbers, a letter).
 * Zeros become '?'. Return: the length of what is left
 */
size_t plain_text(char *text, size_t length);

#endif /* ZCOPY_PLAIN_H */
