// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kcore.h"
#include "util/memory.h"
#include "worker.h"
#include "xen-numbers.h"

#define KALLSYMS	"/proc/kallsyms"
#define KCORE		"/proc/kcore"

#define RECOUNTS	20
#define RECOUNT_US	20000

/* Of drivers/xen/grant-table.c and unpopulated-alloc.c: numbers of 32 bits all */
enum { TABLE_SIZE, TABLE_FREE, SPARE_PAGES, NVARIABLES };

static struct kcore_variable variables[NVARIABLES] = {
	[TABLE_SIZE] = { .name = "gnttab_size" },
	[TABLE_FREE] = { .name = "gnttab_free_count" },
	[SPARE_PAGES] = { .name = "list_count" },
};

/* The first word of a file that has one line */
static bool file_says(const char *path, const char *word)
{
	char text[32] = "";
	FILE *file = fopen(path, "re");

	if (!file)
		return false;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	text[strcspn(text, " \n")] = '\0';
	return strcmp(text, word) == 0;
}

bool xen_is_real(void)
{
	return file_says("/sys/hypervisor/type", "xen") &&
	       access("/sys/module/fake_xen", F_OK) != 0;
}

bool xen_is_pv(void)
{
	return xen_is_real() && file_says("/sys/hypervisor/guest_type", "PV");
}

static int find_variables(struct trouble *trouble)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static bool found;
	int result = 0;

	pthread_mutex_lock(&lock);
	if (!found)
		result = kcore_find(KALLSYMS, variables, NVARIABLES, trouble);
	for (size_t i = 0; result == 0 && i < NVARIABLES; i++)
		if (!variables[i].address)
			result = trouble_set(trouble, ENOENT,
					     "%s does not tell where \"%s\" is: grants cannot be counted (the kernel needs CONFIG_KALLSYMS_ALL and CONFIG_XEN_UNPOPULATED_ALLOC, and we must be root)",
					     KALLSYMS, variables[i].name);
	found |= result == 0;
	pthread_mutex_unlock(&lock);
	return result;
}

/* Pages for foreign frames come from ranges of addresses without memory behind them */
static uint64_t scratch_pages(void)
{
	FILE *file = fopen("/proc/iomem", "re");
	unsigned long long start, end;
	char *line = NULL;
	size_t capacity = 0;
	uint64_t pages = 0;

	while (file && getline(&line, &capacity, file) > 0)
		if (strstr(line, " : Xen scratch") &&
		    sscanf(line, " %llx-%llx", &start, &end) == 2)
			pages += (end + 1 - start) / XEN_PAGE_SIZE;
	free(line);
	if (file)
		fclose(file);
	return pages;
}

/* Pages that a process has mapped from one of the devices */
static uint64_t mapped_by(const char *pid, bool privcmd)
{
	char *path = xprintf("/proc/%s/maps", pid), *line = NULL;
	FILE *file = fopen(path, "re");
	unsigned long long start, end;
	size_t capacity = 0;
	uint64_t pages = 0;

	while (file && getline(&line, &capacity, file) > 0)
		if ((strstr(line, " /dev/xen/gntdev") ||
		     (privcmd && strstr(line, " /dev/xen/privcmd"))) &&
		    sscanf(line, "%llx-%llx", &start, &end) == 2)
			pages += (end - start) / XEN_PAGE_SIZE;
	free(line);
	if (file)
		fclose(file);
	free(path);
	return pages;
}

/* The toolstack's daemons map every new domain's console and store */
static uint64_t mapped_by_others(void)
{
	/* On PV, privcmd's mappings need no pages of the kernel */
	bool privcmd = !xen_is_pv();
	DIR *folder = opendir("/proc");
	const struct dirent *entry;
	uint64_t pages = 0;

	while (folder && (entry = readdir(folder)))
		if (atoi(entry->d_name) > 0 && atoi(entry->d_name) != getpid())
			pages += mapped_by(entry->d_name, privcmd);
	if (folder)
		closedir(folder);
	return pages;
}

static int read_numbers(int64_t *grants, int64_t *maps, struct trouble *trouble)
{
	uint32_t values[NVARIABLES];

	if (find_variables(trouble) < 0)
		return -1;
	for (size_t i = 0; i < NVARIABLES; i++)
		if (kcore_read(KCORE, variables[i].address, &values[i], sizeof(values[i]),
			       trouble) < 0)
			return -1;
	*grants = (int64_t)values[TABLE_SIZE] - values[TABLE_FREE] - RESERVED_REFS;
	*maps = (int64_t)(scratch_pages() - values[SPARE_PAGES] - mapped_by_others());
	return 0;
}

/*
 * What "maps" is when there are none. Some kernels begin with spare pages of
 * another origin, and nobody tells how many.
 */
static int64_t no_maps;

int xen_numbers_start(struct trouble *trouble)
{
	int64_t grants;

	return xen_is_real() ? read_numbers(&grants, &no_maps, trouble) : 0;
}

static void prepare(void *unused)
{
	struct trouble ignored = { 0 };

	(void)unused;
	find_variables(&ignored);
	trouble_clear(&ignored);
}

void xen_numbers_prepare(void)
{
	if (xen_is_real())
		worker_run(prepare, NULL);
}

int xen_own_numbers(struct json_object *json, struct trouble *trouble)
{
	int64_t grants, maps;
	unsigned int tries = 0;

	/* The toolstack's daemons may map and unmap while we count */
	do {
		if (tries)
			usleep(RECOUNT_US);
		if (read_numbers(&grants, &maps, trouble) < 0)
			return -1;
	} while (maps < no_maps && ++tries < RECOUNTS);
	json_object_object_add(json, "grants", json_object_new_int64(grants));
	if (maps < no_maps)
		return trouble_set(trouble, EPROTO,
				   "fewer foreign pages are mapped than none (%lld, at the start %lld): somebody else unmapped some",
				   (long long)maps, (long long)no_maps);
	json_object_object_add(json, "maps", json_object_new_int64(maps - no_maps));
	return 0;
}
