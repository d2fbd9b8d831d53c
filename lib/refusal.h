/* SPDX-License-Identifier: LGPL-2.1 */
/* Internal: reading a refusal out of an open file's fdinfo. */
#ifndef XENZCOPY_REFUSAL_H
#define XENZCOPY_REFUSAL_H

#include <stdio.h>

#include "xenzcopy.h"

/**
 * refusal_read() - find the driver's line and take it apart
 * @fdinfo: stream at the start of an fdinfo file
 * @refusal: out
 *
 * Return: 0, or -1 with errno ENOENT when there is no such line, EIO when it
 * cannot be read or understood.
 */
int refusal_read(FILE *fdinfo, struct xenzcopy_refusal *refusal);

/**
 * refusal_format() - a refusal as a sentence
 * @refusal: what to say
 * @text: out, NUL-terminated, cut off when too long
 * @size: bytes of @text, at least 1
 */
void refusal_format(const struct xenzcopy_refusal *refusal, char *text,
		    size_t size);

#endif /* XENZCOPY_REFUSAL_H */
