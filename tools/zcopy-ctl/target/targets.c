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
/* Seconds; a target that is slower says so */
#define TARGET_TIMEOUT 20.0

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

static void add_kernel(struct target *target, const char *build, const char *name,
		       const char *place)
{
	char *path = place ? xprintf("%s/%s", build ? build : "", place) :
		xprintf("%s/%s/%s/kernel", build ? build : "", target->name, name);

	*GROW(target->kernels, target->nkernels) = (struct target_kernel){
		.name = xstrdup(name), .built = access(path, F_OK) == 0,
	};
	free(path);
}

static void complain_of(struct target *target, const char *file, unsigned int line,
			const char *expected)
{
	if (!target->problem)
		target->problem = xprintf("%s/%s:%u: expected %s", target->folder, file, line,
					  expected);
}

/*
 * Calls @take with the words of each line that has any, of a small file of the
 * target. Return: false when it has no such file.
 */
static bool read_lines(struct target *target, const char *file,
		       void (*take)(void *context, unsigned int line, char **words, size_t count),
		       void *context)
{
	char *path = xprintf("%s/%s", target->folder, file), *text = NULL;
	FILE *stream = fopen(path, "re");
	size_t capacity = 0;
	bool there = stream;

	free(path);
	for (unsigned int line = 1; there && getline(&text, &capacity, stream) >= 0; line++) {
		char *rest = text, *word, *words[4];
		size_t count = 0;

		text[strcspn(text, "#\n")] = '\0';
		while ((word = strsep(&rest, " \t")))
			if (*word && count < 4)
				words[count++] = word;
		if (count)
			take(context, line, words, count);
	}
	free(text);
	if (there)
		fclose(stream);
	return there;
}

struct loading {
	struct target *target;
	const char *build;
};

static void take_kernel(void *context, unsigned int line, char **words, size_t count)
{
	const struct loading *loading = context;

	if (count > 2)
		complain_of(loading->target, "kernels", line, "a kernel's name and its place");
	else
		add_kernel(loading->target, loading->build, words[0], count > 1 ? words[1] : NULL);
}

static void take_timeout(void *context, unsigned int line, char **words, size_t count)
{
	struct target *target = ((struct loading *)context)->target;
	char *end = NULL;
	double seconds = count == 2 ? strtod(words[1], &end) : 0;

	if (count == 2 && !*end && seconds > 0 && seconds <= 86400) {
		if (strcmp(words[0], "boot") == 0) {
			target->boot_timeout = seconds;
			return;
		}
		if (strcmp(words[0], "step") == 0) {
			target->step_timeout = seconds;
			return;
		}
	}
	complain_of(target, "timeouts", line, "'boot SECONDS' or 'step SECONDS'");
}

static void find_configs(struct target *target, const char *build)
{
	struct dirent **entries;
	int count = scandir(target->folder, &entries, visible, alphasort);

	for (int i = 0; i < count; i++) {
		const char *dot = strrchr(entries[i]->d_name, '.');

		if (dot && strcmp(dot, ".config") == 0) {
			char *name = xstrndup(entries[i]->d_name, dot - entries[i]->d_name);

			if (strcmp(name, SHARED_CONFIG) != 0)
				add_kernel(target, build, name, NULL);
			free(name);
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static void load(struct target *target, const char *build)
{
	struct loading loading = { target, build };

	target->boot_timeout = target->step_timeout = TARGET_TIMEOUT;
	read_lines(target, "timeouts", take_timeout, &loading);
	if (!read_lines(target, "kernels", take_kernel, &loading))
		find_configs(target, build);
}

void targets_load(struct targets *targets)
{
	const char *given = getenv("ZCOPY_TARGETS");
	const char *build = getenv("ZCOPY_BUILD");
	struct dirent **entries;
	int count;

	*targets = (struct targets){ 0 };
	targets->build = build ? xstrdup(build) : own_folder();
	targets->given = given && *given ? xstrdup(given) : NULL;
	if (targets->given)
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
			load(target, targets->build);
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
		free(target->problem);
	}
	free(targets->items);
	free(targets->folder);
	free(targets->given);
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
				 targets->given ? targets->given : targets->folder ? targets->folder :
				 "the folders above this program");
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
