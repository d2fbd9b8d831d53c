/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_BASE64_H
#define ZCOPY_BASE64_H

#include <stddef.h>

/* Text without line breaks, to be freed */
char *base64_encode(const void *bytes, size_t length);

/*
 * The bytes of @text, to be freed, their number in @length. NULL when it is not
 * exactly what base64_encode() makes.
 */
void *base64_decode(const char *text, size_t *length);

#endif /* ZCOPY_BASE64_H */
