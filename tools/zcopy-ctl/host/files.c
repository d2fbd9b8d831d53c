// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/files.h"
#include "host/find.h"
#include "scenario/complain.h"
#include "scenario/variants.h"
#include "scenario/verbs.h"
#include "util/memory.h"
#include "util/nearest.h"

/* A scenario is read by people; a megabyte of it is a mistake. */
#define FILE_MAX (1u << 20)
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

/* The file's name counts as well: a file with mistakes has no other. */
static bool is_called(const struct scenario_file *file, const char *name)
{
	const char *slash = strrchr(file->path, '/');
	char *base = xstrdup(slash ? slash + 1 : file->path);
	bool same;

	if (is_scenario(base))
		base[strlen(base) - 3] = '\0';
	same = strcmp(base, name) == 0 || fnmatch(name, base, 0) == 0 ||
	       (file->scenario && (strcmp(file->scenario->name, name) == 0 ||
				   fnmatch(name, file->scenario->name, 0) == 0));
	free(base);
	return same;
}

static bool is_wished(const struct scenario_file *file, struct wishes *wishes)
{
	bool wished = false;

	for (size_t i = 0; i < wishes->count; i++) {
		if (is_called(file, wishes->items[i].name))
			wishes->items[i].met = wished = true;
	}
	return wished;
}

static void offer_name(struct nearest *nearest, const struct scenario_file *file)
{
	if (file->scenario)
		nearest_offer(nearest, file->scenario->name);
}

/* "no scenario is called 'dispaly-to-refs'; did you mean ..." */
static char *not_called(const struct scenario_files *all, const char *name)
{
	struct nearest nearest = NEAREST(name);
	char hint[300];

	for (size_t i = 0; i < all->count; i++)
		offer_name(&nearest, &all->items[i]);
	return xprintf("%s: neither a file nor a folder, and no scenario in the folder '" FILES_USUAL "' is called so%s",
		       name, nearest_hint(&nearest, hint, sizeof(hint)));
}

static bool is_given(const struct path_list *list, const struct scenario_file *file)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct found *found = &list->items[i];

		if (found->given && strcmp(found->path, file->path) == 0 &&
		    (!found->variant || !file->scenario ||
		     (file->scenario->variant &&
		      strcmp(found->variant, file->scenario->variant) == 0)))
			return true;
	}
	return false;
}

/* Of the files that only stand in the usual folder, those with a name that was asked for */
static void grant_wishes(struct scenario_files *files, const struct path_list *list,
			 struct wishes *wishes)
{
	bool *stays = xalloc(files->count + 1);

	for (size_t i = 0; i < files->count; i++) {
		bool wished = is_wished(&files->items[i], wishes);

		stays[i] = wished || is_given(list, &files->items[i]);
	}
	for (size_t i = 0; i < wishes->count && !files->error; i++)
		if (!wishes->items[i].met)
			files->error = not_called(files, wishes->items[i].name);
	for (size_t i = files->count; i-- > 0;)
		if (!stays[i])
			files_drop(files, i);
	free(stays);
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
	struct wishes wishes = { 0 };

	*files = (struct scenario_files){ 0 };
	files->error = find_all(&list, &wishes, paths, npaths);
	for (size_t i = 0; i < list.count && !files->error; i++) {
		struct scenario_file file = { .path = xstrdup(list.items[i].path) };

		files->error = read_text(&file);
		if (!files->error) {
			add_file(files, &file, &list.items[i]);
		} else {
			free(file.path);
			free(file.text);
		}
	}
	if (!files->error && wishes.count > 0)
		grant_wishes(files, &list, &wishes);
	find_finish(&list, &wishes);
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

static void file_finish(struct scenario_file *file)
{
	scenario_free(file->scenario);
	complaints_clear(&file->complaints);
	free(file->path);
	free(file->text);
}

void files_drop(struct scenario_files *files, size_t index)
{
	if (files->items[index].complaints.count)
		files->nwrong--;
	file_finish(&files->items[index]);
	files->count--;
	memmove(&files->items[index], &files->items[index + 1],
		(files->count - index) * sizeof(*files->items));
}

void files_finish(struct scenario_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		file_finish(&files->items[i]);
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

static bool scenario_needs(const struct scenario *scenario, const char *capability)
{
	for (size_t i = 0; scenario && i < scenario->nneeds; i++)
		if (strcmp(scenario->needs[i], capability) == 0)
			return true;
	return false;
}

char *files_needs(const struct scenario_files *files)
{
	char *list = xstrdup("");

	for (size_t c = 0; capabilities[c]; c++) {
		for (size_t i = 0; i < files->count; i++) {
			char *longer;

			if (!scenario_needs(files->items[i].scenario, capabilities[c]))
				continue;
			longer = xprintf("%s%s%s", list, *list ? " " : "", capabilities[c]);
			free(list);
			list = longer;
			break;
		}
	}
	return list;
}
