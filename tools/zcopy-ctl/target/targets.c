// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "target/targets.h"
#include "util/memory.h"
#include "util/nearest.h"

/* What all kernels of a target share is no kernel of its own. */
#define SHARED_CONFIG "base"

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool has_start(const char *folder, const char *name)
{
	char *path = xprintf("%s/%s/start", folder, name);
	bool there = access(path, X_OK) == 0;

	free(path);
	return there;
}

/* Is there at least one target in this folder? */
static bool has_targets(const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, visible, alphasort);
	bool found = false;

	for (int i = 0; i < count; i++) {
		found = found || has_start(folder, entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return found;
}

static char *own_folder(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (length <= 0)
		return NULL;
	path[length] = '\0';
	slash = strrchr(path, '/');
	if (!slash)
		return NULL;
	*slash = '\0';
	return xstrdup(path);
}

static char *find_folder(const char *start)
{
	char *at;

	if (!start)
		return NULL;
	at = xstrdup(start);
	for (;;) {
		char *folder = xprintf("%s/targets", at);
		char *slash;

		if (has_targets(folder)) {
			free(at);
			return folder;
		}
		free(folder);
		slash = strrchr(at, '/');
		if (!slash)
			break;
		*slash = '\0';
	}
	free(at);
	return NULL;
}

static void load_kernels(struct target *target, const char *build)
{
	struct dirent **entries;
	int count = scandir(target->folder, &entries, visible, alphasort);

	for (int i = 0; i < count; i++) {
		const char *dot = strrchr(entries[i]->d_name, '.');

		if (dot && strcmp(dot, ".config") == 0) {
			char *name = xstrndup(entries[i]->d_name, dot - entries[i]->d_name);
			char *path = xprintf("%s/%s/%s/kernel", build ? build : "",
					     target->name, name);

			if (strcmp(name, SHARED_CONFIG) != 0)
				*GROW(target->kernels, target->nkernels) = (struct target_kernel){
					.name = name, .built = access(path, F_OK) == 0,
				};
			else
				free(name);
			free(path);
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

void targets_load(struct targets *targets)
{
	const char *given = getenv("ZCOPY_TARGETS");
	const char *build = getenv("ZCOPY_BUILD");
	struct dirent **entries;
	int count;

	*targets = (struct targets){ 0 };
	targets->build = build ? xstrdup(build) : own_folder();
	if (given && *given)
		targets->folder = realpath(given, NULL);
	else
		targets->folder = find_folder(targets->build);
	if (!targets->folder)
		return;
	count = scandir(targets->folder, &entries, visible, alphasort);
	for (int i = 0; i < count; i++) {
		if (has_start(targets->folder, entries[i]->d_name)) {
			struct target *target = GROW(targets->items, targets->count);

			*target = (struct target){
				.name = xstrdup(entries[i]->d_name),
				.folder = xprintf("%s/%s", targets->folder, entries[i]->d_name),
			};
			load_kernels(target, targets->build);
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

void targets_finish(struct targets *targets)
{
	for (size_t i = 0; i < targets->count; i++) {
		struct target *target = &targets->items[i];

		for (size_t k = 0; k < target->nkernels; k++)
			free(target->kernels[k].name);
		free(target->kernels);
		free(target->name);
		free(target->folder);
	}
	free(targets->items);
	free(targets->folder);
	free(targets->build);
	*targets = (struct targets){ 0 };
}

const struct target *targets_find(const struct targets *targets, const char *name,
				  char **error)
{
	struct nearest nearest = NEAREST(name);
	char hint[300];

	for (size_t i = 0; i < targets->count; i++) {
		if (strcmp(targets->items[i].name, name) == 0)
			return &targets->items[i];
		nearest_offer(&nearest, targets->items[i].name);
	}
	if (targets->count == 0)
		*error = xprintf("no folder with targets was found (looked in %s); set ZCOPY_TARGETS to the checkout's folder 'targets'",
				 targets->folder ? targets->folder : "the folders above this program");
	else
		*error = xprintf("there is no target '%s'%s ('zcopy-ctl list --targets' lists them)",
				 name, nearest_hint(&nearest, hint, sizeof(hint)));
	return NULL;
}

bool target_has_kernel(const struct target *target, const char *kernel, char **error)
{
	struct nearest nearest = NEAREST(kernel);
	char hint[300];

	for (size_t i = 0; i < target->nkernels; i++) {
		/* fast-6.1 is the configuration "fast" on another version */
		size_t length = strlen(target->kernels[i].name);

		if (strncmp(target->kernels[i].name, kernel, length) == 0 &&
		    (kernel[length] == '\0' || kernel[length] == '-'))
			return true;
		nearest_offer(&nearest, target->kernels[i].name);
	}
	if (target->nkernels == 0)
		return true;
	*error = xprintf("target %s has no kernel '%s'%s", target->name, kernel,
			 nearest_hint(&nearest, hint, sizeof(hint)));
	return false;
}
