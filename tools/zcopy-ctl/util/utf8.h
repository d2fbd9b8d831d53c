/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_UTF8_H
#define ZCOPY_UTF8_H

/*
 * Copy of @text in which everything that is not well-formed UTF-8 is U+FFFD:
 * a crashing kernel writes any bytes, JSON and XML must not carry them.
 */
char *utf8_clean(const char *text);

#endif /* ZCOPY_UTF8_H */
