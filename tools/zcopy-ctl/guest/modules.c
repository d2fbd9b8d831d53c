// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "counters.h"
#include "modules.h"
#include "util/json-out.h"
#include "util/memory.h"

#define MODULES "/sys/module"

/* Those that gdb's add-symbol-file needs to find functions and variables */
static const char *const sections[] = { ".text", ".data", ".bss", ".rodata" };

static struct json_object *sections_json(const char *module)
{
	struct json_object *found = json_object_new_object();

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		char *path = xprintf(MODULES "/%s/sections/%s", module, sections[i]);
		char *address = counters_read(path);

		address[strcspn(address, "\n")] = '\0';
		if (*address)
			json_put_text(found, sections[i], address);
		free(address);
		free(path);
	}
	return found;
}

struct json_object *modules_json(void)
{
	struct json_object *modules = json_object_new_object();
	DIR *folder = opendir(MODULES);
	const struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		struct json_object *found = sections_json(entry->d_name);

		if (json_object_object_length(found) > 0)
			json_object_object_add(modules, entry->d_name, json_object_get(found));
		json_object_put(found);
	}
	if (folder)
		closedir(folder);
	return modules;
}
