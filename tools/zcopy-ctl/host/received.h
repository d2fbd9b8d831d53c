/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that the conductor sends over the record stream. */
#ifndef ZCOPY_RECEIVED_H
#define ZCOPY_RECEIVED_H

#include <json-c/json.h>
#include <stdbool.h>

/* What pictures are called: so no folder, and nothing hidden */
bool is_plain_name(const char *name);

/*
 * Writes the part of a file that @part holds into the folder @out. Nothing
 * outside of it is ever touched, whatever a broken kernel sends. Return: NULL,
 * or why it could not be kept, to be freed.
 */
char *received_file(json_object *part, const char *out);

#endif /* ZCOPY_RECEIVED_H */
