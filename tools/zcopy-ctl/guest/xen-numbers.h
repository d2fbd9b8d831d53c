/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a domain on a real Xen shares and maps, by number. Xen tells nobody; the
 * kernels keep account, and a domain with the privilege can look at another's
 * grant table.
 */
#ifndef ZCOPY_XEN_NUMBERS_H
#define ZCOPY_XEN_NUMBERS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "trouble.h"

#define XEN_PAGE_SIZE	4096
/* The lowest references are the toolstack's, for console and store */
#define RESERVED_REFS	8

/* Is this a domain of a real Xen? */
bool xen_is_real(void);

/* Is it a PV domain, whose page tables are Xen's business? */
bool xen_is_pv(void);

/*
 * On a real Xen: what is mapped now, for this process's own streams, is none of
 * the "maps". To be called when those are open. Return: 0, or -1 with @trouble.
 */
int xen_numbers_start(struct trouble *trouble);

/* Finds early, in the background, what takes long to find. */
void xen_numbers_prepare(void);

/*
 * Of this domain's kernel, added to @json: "grants", the references that are in
 * use, and "maps", the pages it keeps foreign frames mapped in, but for those at
 * the start. Return: 0, or -1 with @trouble; EPROTO when "maps" alone cannot be told,
 * which is what happens where nobody knows how many there were at the start.
 */
int xen_own_numbers(struct json_object *json, struct trouble *trouble);

/*
 * Of domain @domid's grant table, added to @json: "grants", the entries that
 * grant something, and "mapped", those of them that somebody uses. Return: 0, or
 * -1 with @trouble.
 */
int xen_table_numbers(struct json_object *json, uint32_t domid, struct trouble *trouble);

#endif /* ZCOPY_XEN_NUMBERS_H */
