/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scenarios chosen by their tags: --tags, for the commands that list or run them. */
#ifndef ZCOPY_TAGS_H
#define ZCOPY_TAGS_H

#include <argp.h>

#include "host/files.h"

struct tag_choice {
	char **lists;		/* the arguments of --tags; all of them must be met */
	size_t nlists;
};

/* Its input is a struct tag_choice */
extern const struct argp tags_argp;

/*
 * Drops the scenarios that @choice does not choose. Return: NULL, or what is
 * wrong with the choice, to be freed. Files with mistakes stay.
 */
char *tags_choose(const struct tag_choice *choice, struct scenario_files *files);
void tags_finish(struct tag_choice *choice);

#endif /* ZCOPY_TAGS_H */
