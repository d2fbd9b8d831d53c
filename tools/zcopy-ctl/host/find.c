// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/files.h"
#include "host/find.h"
#include "util/memory.h"
#include "util/nearest.h"

/* Folders within folders; a link that leads back up ends here. */
#define DEPTH_MAX 16

bool is_scenario(const char *name)
{
	size_t length = strlen(name);

	return length > 3 && strcmp(name + length - 3, ".zs") == 0;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool same_variant(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void add_path(struct path_list *list, const char *path, const char *variant, bool given)
{
	for (size_t i = 0; i < list->count; i++) {
		struct found *found = &list->items[i];

		if (strcmp(found->path, path) != 0)
			continue;
		if (same_variant(found->variant, variant) || (found->given && !found->variant)) {
			found->given |= given;
			return;
		}
	}
	*GROW(list->items, list->count) = (struct found){
		.path = xstrdup(path), .variant = variant ? xstrdup(variant) : NULL, .given = given,
	};
}

static void find_below(struct path_list *list, const char *folder, bool given, int depth)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, visible, alphasort);
	size_t length = strlen(folder);

	while (length > 1 && folder[length - 1] == '/')
		length--;
	for (int i = 0; i < count; i++) {
		char *path = xprintf("%.*s/%s", (int)length, folder, entries[i]->d_name);
		struct stat st;

		if (stat(path, &st) == 0) {
			if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
				find_below(list, path, given, depth + 1);
			else if (S_ISREG(st.st_mode) && is_scenario(path))
				add_path(list, path, NULL, given);
		}
		free(path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

/* "; did you mean 'display-to-refs.zs'?" from the names beside it */
static char *not_found(const char *path, int error)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	char *folder = slash ? xstrndup(path, slash - path + 1) : xstrdup(".");
	struct nearest nearest = NEAREST(base);
	struct dirent **entries;
	char hint[300], *message;
	int count = scandir(folder, &entries, visible, alphasort);

	for (int i = 0; i < count; i++)
		if (error == ENOENT)
			nearest_offer(&nearest, entries[i]->d_name);
	message = xprintf("%s: %s%s", path, strerror(error),
			  nearest_hint(&nearest, hint, sizeof(hint)));
	for (int i = 0; i < count; i++)
		free(entries[i]);
	if (count >= 0)
		free(entries);
	free(folder);
	return message;
}

/* PATH[VARIANT], where PATH is a file. Return: true when it was added. */
static bool add_variant(struct path_list *list, const char *path)
{
	const char *open = strrchr(path, '[');
	size_t length = strlen(path);
	struct stat st;
	char *file, *variant;
	bool there;

	if (!open || path[length - 1] != ']')
		return false;
	file = xstrndup(path, open - path);
	variant = xstrndup(open + 1, path + length - 1 - (open + 1));
	there = stat(file, &st) == 0 && !S_ISDIR(st.st_mode);
	if (there)
		add_path(list, file, variant, true);
	free(file);
	free(variant);
	return there;
}

/* What is no path may be a name: without a folder, and not written as a file */
static bool is_name(const char *word)
{
	return *word && !strchr(word, '/') && !is_scenario(word);
}

char *find_all(struct path_list *list, struct wishes *wishes, char **paths, size_t npaths)
{
	for (size_t i = 0; i < npaths; i++) {
		struct stat st;
		size_t before = list->count;

		if (stat(paths[i], &st) != 0) {
			int error = errno;

			if (add_variant(list, paths[i]))
				continue;
			if (error != ENOENT || !is_name(paths[i]))
				return not_found(paths[i], error);
			if (stat(FILES_USUAL, &st) != 0)
				return xprintf("%s: neither a file nor a folder, and names are looked for in the folder '" FILES_USUAL "', which is not here",
					       paths[i]);
			find_below(list, FILES_USUAL, false, 0);
			*GROW(wishes->items, wishes->count) = (struct wish){ .name = paths[i] };
			continue;
		}
		if (!S_ISDIR(st.st_mode)) {
			add_path(list, paths[i], NULL, true);
			continue;
		}
		find_below(list, paths[i], true, 0);
		if (list->count == before && list->count == 0)
			return xprintf("%s: no scenario (*.zs) in this folder", paths[i]);
	}
	return NULL;
}

void find_finish(struct path_list *list, struct wishes *wishes)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].path);
		free(list->items[i].variant);
	}
	free(list->items);
	free(wishes->items);
}
