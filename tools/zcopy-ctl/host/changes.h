/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that change below some folders. */
#ifndef ZCOPY_CHANGES_H
#define ZCOPY_CHANGES_H

#include <stdbool.h>
#include <stddef.h>

struct changes {
	int fd;
	char **folders;		/* by watch descriptor, counted from 1 */
	size_t nfolders;
};

/* Return: false with errno set */
bool changes_init(struct changes *changes);
void changes_finish(struct changes *changes);

/*
 * Looks at a folder and everything below it, or at a file. One that is not there
 * is no mistake. Return: false with errno set when the system's limit is reached.
 */
bool changes_watch(struct changes *changes, const char *path);

/*
 * Takes what is there to be read of .fd. Return: the path of the last file that
 * changed and counts, to be freed; NULL: none. Editors' own files do not count.
 */
char *changes_take(struct changes *changes);

#endif /* ZCOPY_CHANGES_H */
