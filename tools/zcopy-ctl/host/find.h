/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the scenario files are that somebody means. */
#ifndef ZCOPY_FIND_H
#define ZCOPY_FIND_H

#include <stdbool.h>
#include <stddef.h>

struct found {
	char *path;
	char *variant;		/* the only one that is asked for; NULL: all */
	bool given;		/* itself or its folder; else a name may ask for it */
};

struct path_list {
	struct found *items;
	size_t count;
};

/* A scenario's name, or a pattern of names */
struct wish {
	const char *name;
	bool met;
};

struct wishes {
	struct wish *items;
	size_t count;
};

/* "display-to-refs.zs" and nothing else that a folder holds */
bool is_scenario(const char *name);

/*
 * What files_load() says of @paths: files, folders, and names that wait for
 * somebody who reads the files of FILES_USUAL. Return: NULL, or what is not
 * there, to be freed.
 */
char *find_all(struct path_list *list, struct wishes *wishes, char **paths, size_t npaths);
void find_finish(struct path_list *list, struct wishes *wishes);

#endif /* ZCOPY_FIND_H */
