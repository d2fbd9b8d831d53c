// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xenstore.h>

#include "counters.h"
#include "live.h"
#include "numbers.h"
#include "util/json-out.h"
#include "util/memory.h"
#include "which-xen.h"
#include "xen-numbers.h"

#define MODULE		"/sys/module/xen_zcopy"
#define DRM_DEVICES	"/dev/dri/"

static void copy_number(struct json_object *to, const char *key, struct json_object *from,
			const char *name)
{
	struct json_object *number = NULL;

	json_object_object_get_ex(from, name, &number);
	json_object_object_add(to, key, json_object_get(number));
}

/* --- domains ------------------------------------------------------------------ */

static void add_domain(struct json_object *list, uint32_t domid, struct json_object *numbers)
{
	struct json_object *one = json_object_new_object();

	json_object_object_add(one, "id", json_object_new_uint64(domid));
	copy_number(one, "grants", numbers, "grants");
	copy_number(one, "mapped", numbers, "mapped");
	copy_number(one, "maps", numbers, "maps");
	json_object_array_add(list, one);
}

static void add_fake_domains(struct json_object *list)
{
	char *text = counters_read(COUNTERS_FAKE_XEN), *rest = text, *line;
	uint64_t domid;

	while ((line = strsep(&rest, "\n"))) {
		struct json_object *numbers = json_object_new_object();

		numbers_from_words(numbers, line);
		if (number_of_word(line, "dom", &domid))
			add_domain(list, domid, numbers);
		json_object_put(numbers);
	}
	free(text);
}

/* Its own kernel keeps account; another's table is shown to the privileged. */
static void add_real_domain(struct json_object *list, uint32_t domid, bool own,
			    struct trouble *trouble)
{
	struct json_object *numbers = json_object_new_object();
	struct trouble one = { 0 };

	if (own)
		xen_own_numbers(numbers, &one);
	if (one.error && !trouble->error)
		trouble_set(trouble, one.error, "%s", one.error == EPROTO ?
			    "this kernel has had pages for foreign frames from the start, and does not tell how many: what it maps of others is not known" :
			    one.text);
	trouble_clear(&one);
	/* What this adds is what Xen sees, if it lets us. */
	if (xen_table_numbers(numbers, domid, &one) < 0 && !own && !trouble->error)
		trouble_set(trouble, one.error, "%s", one.text);
	trouble_clear(&one);
	add_domain(list, domid, numbers);
	json_object_put(numbers);
}

static void add_real_domains(struct json_object *list, const struct which_xen *xen,
			     struct trouble *trouble)
{
	struct xs_handle *store = xs_open(0);
	unsigned int count = 0;
	char **names = store ? xs_directory(store, XBT_NULL, "/local/domain", &count) : NULL;

	if (!names)
		add_real_domain(list, xen->domid, true, trouble);
	for (unsigned int i = 0; i < count; i++) {
		uint32_t domid = strtoul(names[i], NULL, 10);

		add_real_domain(list, domid, xen->known && domid == xen->domid, trouble);
	}
	free(names);
	if (store)
		xs_close(store);
}

/* --- the driver ---------------------------------------------------------------- */

static void add_limit(struct json_object *driver, const char *name)
{
	char *path = xprintf(MODULE "/parameters/%s", name), *text = counters_read(path);

	json_object_object_add(driver, name, *text ? json_object_new_uint64(strtoul(text, NULL, 10)) :
						     NULL);
	free(text);
	free(path);
}

static struct json_object *driver_json(void)
{
	struct json_object *driver;

	if (access(MODULE, F_OK) != 0)
		return NULL;
	driver = counters_of_driver();
	add_limit(driver, "max_pages_per_file");
	add_limit(driver, "max_pages_total");
	return driver;
}

static struct json_object *buffer_json(const char *line)
{
	static const char *const keys[] = { "domid", "pages", "pid", "wait_handle", "waiters", "in_use" };
	struct json_object *one = json_object_new_object(), *numbers = json_object_new_object();
	const char *state = strstr(line, "state=");
	char *kind = xstrndup(line, strcspn(line, " "));
	char *word = state ? xstrndup(state + 6, strcspn(state + 6, " ")) : NULL;

	numbers_from_words(numbers, line);
	json_put_text(one, "kind", kind);
	json_put_text(one, "state", word);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		copy_number(one, keys[i], numbers, keys[i]);
	json_object_put(numbers);
	free(kind);
	free(word);
	return one;
}

static struct json_object *buffers_json(void)
{
	struct json_object *list = json_object_new_array();
	char *text = counters_read(COUNTERS_BUFFERS), *rest = text, *line;

	while ((line = strsep(&rest, "\n")))
		if (*line)
			json_object_array_add(list, buffer_json(line));
	free(text);
	return list;
}

/* --- processes ------------------------------------------------------------------ */

struct process {
	uint64_t files, mapped, granted;
	char *refused;		/* the last grant reference that was, or NULL */
	uint64_t *clients;	/* of the DRM files that were counted */
	size_t nclients;
};

static uint64_t number_in(struct json_object *numbers, const char *key)
{
	struct json_object *number = NULL;

	json_object_object_get_ex(numbers, key, &number);
	return json_object_get_uint64(number);
}

/* Descriptors of one open file are one; kernels before 6.5 do not tell. */
static bool counted_before(struct process *process, struct json_object *numbers)
{
	struct json_object *client = NULL;

	if (!json_object_object_get_ex(numbers, "drm-client-id:", &client))
		return false;
	for (size_t i = 0; i < process->nclients; i++)
		if (process->clients[i] == json_object_get_uint64(client))
			return true;
	*GROW(process->clients, process->nclients) = json_object_get_uint64(client);
	return false;
}

static void look_at_file(struct process *process, const char *pid, const char *fd)
{
	char *path = xprintf("/proc/%s/fdinfo/%s", pid, fd), *text = counters_read(path);
	struct json_object *numbers = json_object_new_object();
	const char *refused = strstr(text, "xen-zcopy-refused:\t");

	numbers_from_lines(numbers, text);
	if (json_object_object_get_ex(numbers, "xen-zcopy-mapped-pages:", NULL) &&
	    !counted_before(process, numbers)) {
		process->files++;
		process->mapped += number_in(numbers, "xen-zcopy-mapped-pages:");
		process->granted += number_in(numbers, "xen-zcopy-granted-pages:");
		if (refused) {
			refused += strlen("xen-zcopy-refused:\t");
			free(process->refused);
			process->refused = xstrndup(refused, strcspn(refused, "\n"));
		}
	}
	json_object_put(numbers);
	free(text);
	free(path);
}

static bool is_drm_device(const char *pid, const char *fd)
{
	char *path = xprintf("/proc/%s/fd/%s", pid, fd), device[sizeof(DRM_DEVICES)];
	ssize_t length = readlink(path, device, sizeof(device) - 1);

	free(path);
	return length == (ssize_t)sizeof(device) - 1 &&
	       memcmp(device, DRM_DEVICES, length) == 0;
}

static void look_at_process(struct json_object *list, const char *pid)
{
	char *path = xprintf("/proc/%s/fd", pid), *command;
	DIR *folder = opendir(path);
	struct process process = { 0 };
	const struct dirent *entry;
	struct json_object *one;

	free(path);
	while (folder && (entry = readdir(folder)))
		if (is_drm_device(pid, entry->d_name))
			look_at_file(&process, pid, entry->d_name);
	if (folder)
		closedir(folder);
	free(process.clients);
	if (!process.files)
		return;
	path = xprintf("/proc/%s/comm", pid);
	command = counters_read(path);
	command[strcspn(command, "\n")] = '\0';
	one = json_object_new_object();
	json_object_object_add(one, "pid", json_object_new_int64(atol(pid)));
	json_put_text(one, "command", command);
	json_object_object_add(one, "files", json_object_new_uint64(process.files));
	json_object_object_add(one, "mapped_pages", json_object_new_uint64(process.mapped));
	json_object_object_add(one, "granted_pages", json_object_new_uint64(process.granted));
	json_put_text(one, "refused", process.refused);
	json_object_array_add(list, one);
	free(process.refused);
	free(command);
	free(path);
}

static struct json_object *processes_json(void)
{
	struct json_object *list = json_object_new_array();
	DIR *folder = opendir("/proc");
	const struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (atol(entry->d_name) > 0)
			look_at_process(list, entry->d_name);
	if (folder)
		closedir(folder);
	return list;
}

/* --- all ------------------------------------------------------------------------- */

/* Why nothing can be told; NULL: it can */
static char *obstacle(const struct which_xen *xen)
{
	if (!xen->there)
		return xstrdup("this kernel does not run on Xen; a pair of domains to look at is started by: zcopy-ctl shell --on uml");
	if (access(MODULE, F_OK) != 0 || access(COUNTERS_STATS, R_OK) == 0)
		return NULL;
	if (geteuid() != 0)
		return xstrdup("only root may read " COUNTERS_DEBUGFS "; this mends it: sudo zcopy-ctl stat");
	return xstrdup(COUNTERS_STATS " is not there; this mends it: mount -t debugfs debugfs " COUNTERS_DEBUGFS);
}

struct json_object *live_collect(void)
{
	struct json_object *live = json_object_new_object(), *domain = json_object_new_object();
	struct json_object *domains = json_object_new_array();
	struct which_xen xen = which_xen();
	struct trouble unknown = { 0 };
	char *error = obstacle(&xen);

	if (xen.fake)
		add_fake_domains(domains);
	else if (xen.there)
		add_real_domains(domains, &xen, &unknown);
	json_put_text(live, "error", error);
	json_object_object_add(domain, "id", xen.known ? json_object_new_uint64(xen.domid) : NULL);
	json_put_text(domain, "xen", xen.there ? xen.text : NULL);
	json_object_object_add(live, "domain", domain);
	json_object_object_add(live, "domains", domains);
	json_put_text(live, "unknown", unknown.text);
	json_object_object_add(live, "driver", driver_json());
	json_object_object_add(live, "buffers", buffers_json());
	json_object_object_add(live, "processes", processes_json());
	trouble_clear(&unknown);
	free(error);
	return live;
}
