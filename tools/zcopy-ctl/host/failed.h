/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What failed when it last ran, for --failed: kept in the out folder, for each
 * target and kernel by itself. A scenario is forgotten when it passes.
 */
#ifndef ZCOPY_FAILED_H
#define ZCOPY_FAILED_H

#include <stdbool.h>
#include <stddef.h>

#include "host/files.h"
#include "result/record.h"

struct failed_entry {
	char *target, *kernel, *path, *name;
};

struct failed {
	struct failed_entry *items;
	size_t count;
};

/* Nothing remembered, or nothing readable, is an empty list. */
void failed_load(struct failed *failed, const char *out);
void failed_finish(struct failed *failed);

/* Files that still exist, of what failed there; the array is to be freed, not its words */
char **failed_paths(const struct failed *failed, const char *target, const char *kernel,
		    size_t *count);
/* Drops from @files what did not fail there. */
void failed_choose(const struct failed *failed, const char *target, const char *kernel,
		   struct scenario_files *files);

/* Remembers what came of this run. Return: NULL, or why it could not, to be freed */
char *failed_update(const struct run_record *record, const char *out);

#endif /* ZCOPY_FAILED_H */
