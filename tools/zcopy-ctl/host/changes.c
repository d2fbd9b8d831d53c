// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/changes.h"
#include "util/memory.h"

#define EVENTS (IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM)

bool changes_init(struct changes *changes)
{
	*changes = (struct changes){ .fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK) };
	return changes->fd >= 0;
}

void changes_finish(struct changes *changes)
{
	for (size_t i = 0; i < changes->nfolders; i++)
		free(changes->folders[i]);
	free(changes->folders);
	if (changes->fd >= 0)
		close(changes->fd);
}

/* Hidden files, backups and what a compiler leaves are nobody's work. */
static bool counts(const char *name)
{
	size_t length = strlen(name);
	const char *dot = strrchr(name, '.');

	return length > 0 && name[0] != '.' && name[length - 1] != '~' && name[0] != '#' &&
	       strspn(name, "0123456789") != length &&
	       !(dot && (strcmp(dot, ".o") == 0 || strcmp(dot, ".orig") == 0 ||
			 strcmp(dot, ".rej") == 0));
}

static bool watch_one(struct changes *changes, const char *path, bool folder)
{
	int number = inotify_add_watch(changes->fd, path, folder ? EVENTS | IN_ONLYDIR : EVENTS);

	if (number < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES;
	while (changes->nfolders < (size_t)number)
		*GROW(changes->folders, changes->nfolders) = NULL;
	free(changes->folders[number - 1]);
	changes->folders[number - 1] = xstrdup(path);
	return true;
}

/* Editors write a new file and rename it: so a file is watched by its folder. */
static bool watch_file(struct changes *changes, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? xstrndup(path, slash == path ? 1 : slash - path) : xstrdup(".");
	bool good = watch_one(changes, folder, true);

	free(folder);
	return good;
}

bool changes_watch(struct changes *changes, const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	bool good;

	if (!folder)
		return errno == ENOTDIR ? watch_file(changes, path) : errno == ENOENT;
	good = watch_one(changes, path, true);
	while (good && (entry = readdir(folder))) {
		char *below = xprintf("%s/%s", path, entry->d_name);
		struct stat st;

		/* A link leads to where others look. */
		if (counts(entry->d_name) && lstat(below, &st) == 0 && S_ISDIR(st.st_mode))
			good = changes_watch(changes, below);
		free(below);
	}
	closedir(folder);
	return good;
}

char *changes_take(struct changes *changes)
{
	char buffer[16 * (sizeof(struct inotify_event) + NAME_MAX + 1)]
		__attribute__((aligned(__alignof__(struct inotify_event))));
	char *changed = NULL;
	ssize_t got;

	while ((got = read(changes->fd, buffer, sizeof(buffer))) > 0) {
		for (char *at = buffer; at < buffer + got;) {
			const struct inotify_event *event = (const void *)at;
			size_t number = event->wd;

			at += sizeof(*event) + event->len;
			if (!event->len || !counts(event->name) || number < 1 ||
			    number > changes->nfolders || !changes->folders[number - 1])
				continue;
			free(changed);
			changed = xprintf("%s/%s", changes->folders[number - 1], event->name);
			if (event->mask & IN_ISDIR && event->mask & (IN_CREATE | IN_MOVED_TO))
				changes_watch(changes, changed);
		}
	}
	return changed;
}
