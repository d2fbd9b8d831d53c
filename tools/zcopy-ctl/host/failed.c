// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/failed.h"
#include "util/json-out.h"
#include "util/memory.h"

static char *memory_path(const char *out)
{
	return xprintf("%s/failed.json", out);
}

static char *text_of(json_object *object, const char *key)
{
	json_object *value = NULL;

	if (!json_object_object_get_ex(object, key, &value) || !value)
		return xstrdup("");
	return xstrdup(json_object_get_string(value));
}

static void entry_finish(struct failed_entry *entry)
{
	free(entry->target);
	free(entry->kernel);
	free(entry->path);
	free(entry->name);
}

void failed_load(struct failed *failed, const char *out)
{
	char *path = memory_path(out);
	json_object *root = access(path, R_OK) == 0 ? json_object_from_file(path) : NULL;
	json_object *list = NULL;

	*failed = (struct failed){ 0 };
	free(path);
	if (json_object_object_get_ex(root, "failed", &list) &&
	    json_object_is_type(list, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(list); i++) {
			json_object *one = json_object_array_get_idx(list, i);

			*GROW(failed->items, failed->count) = (struct failed_entry){
				text_of(one, "target"), text_of(one, "kernel"),
				text_of(one, "path"), text_of(one, "name"),
			};
		}
	}
	json_object_put(root);
}

void failed_finish(struct failed *failed)
{
	for (size_t i = 0; i < failed->count; i++)
		entry_finish(&failed->items[i]);
	free(failed->items);
	*failed = (struct failed){ 0 };
}

static bool failed_there(const struct failed_entry *entry, const char *target, const char *kernel)
{
	return strcmp(entry->target, target) == 0 &&
	       strcmp(entry->kernel, kernel ? kernel : "") == 0;
}

static bool is_entry_of(const struct failed_entry *entry, const char *path, const char *name)
{
	return strcmp(entry->path, path) == 0 && strcmp(entry->name, name) == 0;
}

char **failed_paths(const struct failed *failed, const char *target, const char *kernel,
		    size_t *count)
{
	char **paths = xalloc((failed->count + 1) * sizeof(*paths));

	*count = 0;
	for (size_t i = 0; i < failed->count; i++)
		if (failed_there(&failed->items[i], target, kernel) &&
		    access(failed->items[i].path, F_OK) == 0)
			paths[(*count)++] = failed->items[i].path;
	return paths;
}

void failed_choose(const struct failed *failed, const char *target, const char *kernel,
		   struct scenario_files *files)
{
	for (size_t i = files->count; i-- > 0;) {
		const struct scenario_file *file = &files->items[i];
		bool stays = !file->scenario;	/* its mistakes are told */

		for (size_t k = 0; k < failed->count && !stays; k++)
			stays = failed_there(&failed->items[k], target, kernel) &&
				is_entry_of(&failed->items[k], file->path, file->scenario->name);
		if (!stays)
			files_drop(files, i);
	}
}

static void forget(struct failed *failed, const struct run_record *record,
		   const struct scenario_record *scenario)
{
	for (size_t i = failed->count; i-- > 0;) {
		struct failed_entry *entry = &failed->items[i];

		if (!failed_there(entry, record->target, record->kernel) ||
		    !is_entry_of(entry, scenario->path, scenario->name))
			continue;
		entry_finish(entry);
		failed->items[i] = failed->items[--failed->count];
	}
}

static int by_path(const void *a, const void *b)
{
	const struct failed_entry *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : strcmp(x->name, y->name);
}

static void merge(struct failed *failed, const struct run_record *record)
{
	/* An interrupted scenario says nothing of itself. */
	for (size_t i = 0; i < record->nscenarios; i++)
		if (record->scenarios[i].verdict != VERDICT_INTERRUPTED)
			forget(failed, record, &record->scenarios[i]);
	for (size_t i = 0; i < record->nscenarios; i++) {
		const struct scenario_record *scenario = &record->scenarios[i];

		if (scenario->verdict == VERDICT_INTERRUPTED || !verdict_is_bad(scenario->verdict))
			continue;
		/* Repetitions of one fail once. */
		forget(failed, record, scenario);
		*GROW(failed->items, failed->count) = (struct failed_entry){
			xstrdup(record->target), xstrdup(record->kernel ? record->kernel : ""),
			xstrdup(scenario->path), xstrdup(scenario->name),
		};
	}
	if (failed->count)
		qsort(failed->items, failed->count, sizeof(*failed->items), by_path);
}

static json_object *failed_json(const struct failed *failed)
{
	json_object *root = json_root(), *list = json_object_new_array();

	for (size_t i = 0; i < failed->count; i++) {
		json_object *one = json_object_new_object();

		json_put_text(one, "target", failed->items[i].target);
		json_put_text(one, "kernel", failed->items[i].kernel);
		json_put_text(one, "path", failed->items[i].path);
		json_put_text(one, "name", failed->items[i].name);
		json_object_array_add(list, one);
	}
	json_object_object_add(root, "failed", list);
	return root;
}

char *failed_update(const struct run_record *record, const char *out)
{
	char *path = memory_path(out), *fresh = xprintf("%s.new", path), *problem = NULL;
	struct failed failed;
	FILE *file;

	failed_load(&failed, out);
	merge(&failed, record);
	/* Renamed when it is whole: an interrupted run does not lose what was known. */
	file = fopen(fresh, "we");
	if (file) {
		bool whole;

		json_print_to(file, failed_json(&failed));
		whole = !ferror(file);
		if (fclose(file) != 0 || !whole || rename(fresh, path) != 0)
			file = NULL;
	}
	if (!file)
		problem = xprintf("what failed is not remembered: cannot write %s: %s", path,
				  strerror(errno));
	failed_finish(&failed);
	free(fresh);
	free(path);
	return problem;
}
