// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/files.h"
#include "scenario/complain.h"
#include "scenario/variants.h"
#include "util/memory.h"
#include "util/nearest.h"

/* A scenario is read by people; a megabyte of it is a mistake. */
#define FILE_MAX (1u << 20)
/* Folders within folders; a link that leads back up ends here. */
#define DEPTH_MAX 16

struct found {
	char *path;
	char *variant;		/* the only one that is asked for; NULL: all */
};

struct path_list {
	struct found *items;
	size_t count;
};

static bool is_scenario(const char *name)
{
	size_t length = strlen(name);

	return length > 3 && strcmp(name + length - 3, ".zs") == 0;
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void add_path(struct path_list *list, const char *path, const char *variant)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct found *found = &list->items[i];

		if (strcmp(found->path, path) == 0 &&
		    (!found->variant || (variant && strcmp(found->variant, variant) == 0)))
			return;
	}
	*GROW(list->items, list->count) = (struct found){
		.path = xstrdup(path), .variant = variant ? xstrdup(variant) : NULL,
	};
}

static void find_below(struct path_list *list, const char *folder, int depth)
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
				find_below(list, path, depth + 1);
			else if (S_ISREG(st.st_mode) && is_scenario(path))
				add_path(list, path, NULL);
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
		add_path(list, file, variant);
	free(file);
	free(variant);
	return there;
}

static char *find_all(struct path_list *list, char **paths, size_t npaths)
{
	for (size_t i = 0; i < npaths; i++) {
		struct stat st;
		size_t before = list->count;

		if (stat(paths[i], &st) != 0) {
			int error = errno;

			if (add_variant(list, paths[i]))
				continue;
			return not_found(paths[i], error);
		}
		if (!S_ISDIR(st.st_mode)) {
			add_path(list, paths[i], NULL);
			continue;
		}
		find_below(list, paths[i], 0);
		if (list->count == before && list->count == 0)
			return xprintf("%s: no scenario (*.zs) in this folder", paths[i]);
	}
	return NULL;
}

static char *read_text(struct scenario_file *file)
{
	int fd = open(file->path, O_RDONLY | O_CLOEXEC);
	ssize_t got = 0;

	if (fd < 0)
		return xprintf("%s: %s", file->path, strerror(errno));
	file->text = xalloc(FILE_MAX + 2);
	while (file->length <= FILE_MAX) {
		got = read(fd, file->text + file->length, FILE_MAX + 1 - file->length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		file->length += got;
	}
	int error = got < 0 ? errno : 0;

	close(fd);
	if (error)
		return xprintf("%s: %s", file->path, strerror(error));
	if (file->length > FILE_MAX)
		return xprintf("%s: larger than %u bytes: this is no scenario",
			       file->path, FILE_MAX);
	file->text = xrealloc(file->text, file->length + 1, 1);
	file->text[file->length] = '\0';
	return NULL;
}

static char *no_variant(const struct found *found, const struct variants *variants)
{
	struct nearest nearest = NEAREST(found->variant);
	char hint[300];

	for (size_t i = 0; i < variants->count; i++)
		if (variants->items[i].scenario->variant)
			nearest_offer(&nearest, variants->items[i].scenario->variant);
	return xprintf("%s has no variant '%s'%s%s", found->path, found->variant,
		       nearest_hint(&nearest, hint, sizeof(hint)),
		       nearest.word ? "" : " ('zcopy-ctl list' shows them)");
}

static bool is_loaded(const struct scenario_files *files, const struct scenario *scenario)
{
	for (size_t i = 0; i < files->count; i++)
		if (files->items[i].scenario && strcmp(files->items[i].path, scenario->path) == 0 &&
		    strcmp(files->items[i].scenario->name, scenario->name) == 0)
			return true;
	return false;
}

/* One item for each variant; one for the whole file when it is wrong */
static void add_file(struct scenario_files *files, struct scenario_file *file,
		     const struct found *found)
{
	struct variants variants;
	bool matched = !found->variant;

	if (!variants_parse(file->path, file->text, file->length, &variants, &file->complaints)) {
		files->nwrong++;
		*GROW(files->items, files->count) = *file;
		return;
	}
	for (size_t i = 0; i < variants.count; i++) {
		struct variant *variant = &variants.items[i];
		const char *name = variant->scenario->variant;

		if (found->variant && (!name || strcmp(name, found->variant) != 0))
			continue;
		matched = true;
		if (is_loaded(files, variant->scenario))
			continue;
		*GROW(files->items, files->count) = (struct scenario_file){
			.path = xstrdup(file->path), .text = variant->text,
			.length = variant->length, .scenario = variant->scenario,
		};
		*variant = (struct variant){ 0 };
	}
	if (!matched)
		files->error = no_variant(found, &variants);
	variants_finish(&variants);
	free(file->path);
	free(file->text);
}

void files_load(struct scenario_files *files, char **paths, size_t npaths)
{
	struct path_list list = { 0 };

	*files = (struct scenario_files){ 0 };
	files->error = find_all(&list, paths, npaths);
	for (size_t i = 0; i < list.count; i++) {
		struct scenario_file file = { .path = list.items[i].path };

		if (!files->error)
			files->error = read_text(&file);
		if (!files->error) {
			add_file(files, &file, &list.items[i]);
		} else {
			free(file.path);
			free(file.text);
		}
		free(list.items[i].variant);
	}
	free(list.items);
}

/* Variants say the same on the same line. */
static bool is_said(const struct scenario_files *files, const char *path, unsigned int line)
{
	for (size_t i = 0; i < files->count; i++)
		for (size_t k = 0; k < files->items[i].complaints.count; k++)
			if (strcmp(files->items[i].path, path) == 0 &&
			    files->items[i].complaints.items[k].line == line)
				return true;
	return false;
}

static void check_target(struct scenario_files *files, struct scenario_file *file,
			 const struct known_failure *known, const struct targets *targets)
{
	struct nearest nearest = NEAREST(known->target);
	char hint[120];

	for (size_t i = 0; i < targets->count; i++) {
		if (strcmp(targets->items[i].name, known->target) == 0)
			return;
		nearest_offer(&nearest, targets->items[i].name);
	}
	if (!nearest.word || is_said(files, file->path, known->line))
		return;
	if (file->complaints.count == 0)
		files->nwrong++;
	complain(&file->complaints, known->line, known->column, "there is no target '%s'%s",
		 known->target, nearest_hint(&nearest, hint, sizeof(hint)));
}

void files_check_targets(struct scenario_files *files, const struct targets *targets)
{
	for (size_t i = 0; i < files->count; i++) {
		struct scenario_file *file = &files->items[i];

		for (size_t k = 0; file->scenario && k < file->scenario->nknown; k++)
			if (file->scenario->known[k].target)
				check_target(files, file, &file->scenario->known[k], targets);
	}
}

void files_finish(struct scenario_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		scenario_free(files->items[i].scenario);
		complaints_clear(&files->items[i].complaints);
		free(files->items[i].path);
		free(files->items[i].text);
	}
	free(files->items);
	free(files->error);
	*files = (struct scenario_files){ 0 };
}

/* Start and length of line @number; NULL when there is none */
static const char *locate(const struct scenario_file *file, unsigned int number,
			  size_t *length)
{
	const char *line = file->text, *end = file->text + file->length;

	for (unsigned int i = 1; line && i < number; i++) {
		line = memchr(line, '\n', end - line);
		if (line)
			line++;
	}
	if (!line || number == 0 || line >= end)
		return NULL;
	const char *stop = memchr(line, '\n', end - line);

	*length = (stop ? stop : end) - line;
	return line;
}

char *file_line(const struct scenario_file *file, unsigned int number)
{
	size_t length;
	const char *line = locate(file, number, &length);

	if (!line)
		return NULL;
	while (length > 0 && (*line == ' ' || *line == '\t')) {
		line++;
		length--;
	}
	return xstrndup(line, length);
}

/* The line as it stands in the file, and a caret below the place */
static void print_place(const struct scenario_file *file, const struct complaint *complaint)
{
	size_t length;
	const char *line = locate(file, complaint->line, &length);

	if (!line || length > 200)
		return;
	fputs("    ", stderr);
	for (size_t i = 0; i < length; i++)
		fputc((unsigned char)line[i] < ' ' && line[i] != '\t' ? '?' : line[i], stderr);
	fputs("\n    ", stderr);
	for (size_t i = 0; i + 1 < complaint->column && i < length; i++)
		fputc(line[i] == '\t' ? '\t' : ' ', stderr);
	fputs("^\n", stderr);
}

void files_print_complaints(const struct scenario_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		const struct scenario_file *file = &files->items[i];

		for (size_t k = 0; k < file->complaints.count; k++) {
			const struct complaint *complaint = &file->complaints.items[k];

			fprintf(stderr, "%s:%u:%u: %s\n", file->path, complaint->line,
				complaint->column, complaint->message);
			print_place(file, complaint);
		}
	}
}
