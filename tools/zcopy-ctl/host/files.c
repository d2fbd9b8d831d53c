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
#include "util/memory.h"
#include "util/nearest.h"

/* A scenario is read by people; a megabyte of it is a mistake. */
#define FILE_MAX (1u << 20)
/* Folders within folders; a link that leads back up ends here. */
#define DEPTH_MAX 16

struct path_list {
	char **items;
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

static void add_path(struct path_list *list, const char *path)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], path) == 0)
			return;
	*GROW(list->items, list->count) = xstrdup(path);
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
				add_path(list, path);
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

static char *find_all(struct path_list *list, char **paths, size_t npaths)
{
	for (size_t i = 0; i < npaths; i++) {
		struct stat st;
		size_t before = list->count;

		if (stat(paths[i], &st) != 0)
			return not_found(paths[i], errno);
		if (!S_ISDIR(st.st_mode)) {
			add_path(list, paths[i]);
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

void files_load(struct scenario_files *files, char **paths, size_t npaths)
{
	struct path_list list = { 0 };

	*files = (struct scenario_files){ 0 };
	files->error = find_all(&list, paths, npaths);
	for (size_t i = 0; i < list.count; i++) {
		if (files->error) {
			free(list.items[i]);
			continue;
		}
		struct scenario_file *file = GROW(files->items, files->count);

		*file = (struct scenario_file){ .path = list.items[i] };
		files->error = read_text(file);
		if (files->error)
			continue;
		file->scenario = scenario_parse(file->path, file->text,
						file->length, &file->complaints);
		if (!file->scenario)
			files->nwrong++;
	}
	free(list.items);
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
