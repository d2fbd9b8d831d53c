/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocation that does not fail: a command line tool out of memory can only
 * say so and stop. Nothing here is used by the library.
 */
#ifndef ZCOPY_MEMORY_H
#define ZCOPY_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

void *xalloc(size_t size);			/* zeroed */
void *xrealloc(void *old, size_t count, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t length);
char *xprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *xvprintf(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

/*
 * Makes room for one more element at the end of an array that began empty and
 * grows by nothing but this. Its size is always a power of two, so that the
 * count alone tells when it is full.
 */
void *array_grow(void *array, size_t count, size_t size);

#define GROW(array, count) \
	((array) = array_grow((array), (count), sizeof(*(array))), &(array)[(count)++])

#endif /* ZCOPY_MEMORY_H */
