/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Grant references as text: "8-2032,2040" is what travels between the domains.
 * The order counts, page i of a buffer is behind reference i; a range runs
 * upwards, "9,8" is two references.
 */
#ifndef ZCOPY_REFS_H
#define ZCOPY_REFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* malloc'ed text; NULL when there is no memory */
char *refs_to_text(const uint32_t *refs, size_t count);

/*
 * Return: false when @text is not such a list, has more than REFS_MAX
 * references or there is no memory; *refs is to be freed otherwise.
 */
bool refs_from_text(const char *text, uint32_t **refs, size_t *count);

/* 64 GiB worth of pages: a bound against nonsense, far above any screen */
#define REFS_MAX	(1u << 24)

#endif /* ZCOPY_REFS_H */
