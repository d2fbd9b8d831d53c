/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is alive in the domain that we are in: collected first, printed after. The
 * object has these keys, and each of them always:
 *
 *	"error"		null, or why nothing can be told, and what mends it
 *	"domain"	{"id", "xen"}; "id" is null when nobody tells
 *	"domains"	of each whose table can be seen: {"id", "grants", "mapped",
 *			"maps"}, null where nobody tells
 *	"unknown"	null, or why some of these numbers are
 *	"driver"	the driver's numbers (driver/zcopy_account.c) with its limits;
 *			null when it is not loaded
 *	"buffers"	of the driver: {"kind", "domid", "pages", "state", "pid",
 *			"wait_handle", "waiters", "in_use"}, null what a kind has not
 *	"processes"	that have it open: {"pid", "command", "files",
 *			"mapped_pages", "granted_pages", "refused"}
 */
#ifndef ZCOPY_LIVE_H
#define ZCOPY_LIVE_H

#include <json-c/json.h>
#include <stdio.h>

struct json_object *live_collect(void);

/* For people; @rows: how many lines at most, 0: all */
void live_print(FILE *out, struct json_object *live, unsigned int rows);

#endif /* ZCOPY_LIVE_H */
