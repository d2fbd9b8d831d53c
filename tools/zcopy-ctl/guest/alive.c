// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is alive in this domain, by number: the driver's debugfs files, the
 * hypervisor's counters, this process's file descriptors and its objects.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actor.h"
#include "counters.h"
#include "numbers.h"
#include "scenario/values.h"
#include "util/clock.h"
#include "util/memory.h"
#include "xen-numbers.h"

#define UNTIL_MS	2000
#define POLL_MS		2

/* NULL with @trouble where a real Xen's cannot be had; empty where there is none */
static struct json_object *hypervisor_numbers(const struct actor *actor, uint32_t domid,
					      struct trouble *trouble)
{
	struct json_object *json = json_object_new_object();
	int result = 0;

	if (!xen_is_real())
		counters_of_domain(json, domid);
	else if (domid == actor->config.domid)
		result = xen_own_numbers(json, trouble);
	else
		result = xen_table_numbers(json, domid, trouble);
	if (result == 0)
		return json;
	json_object_put(json);
	return NULL;
}

/* Of this process, but for the DRM devices that may be opened at any step */
static uint64_t open_files(const struct actor *actor)
{
	DIR *folder = opendir("/proc/self/fd");
	uint64_t count = 0;

	if (!folder)
		return 0;
	while (readdir(folder))
		count++;
	closedir(folder);
	return count - (actor->display ? 1 : 0) - (actor->importer >= 0 ? 1 : 0);
}

/* Names of objects that still hold something */
static struct json_object *open_objects(struct actor *actor)
{
	struct json_object *names = json_object_new_array();

	pthread_mutex_lock(&actor->lock);
	for (struct object *object = actor->objects; object; object = object->next)
		if (object_is_open(object))
			json_object_array_add(names, json_object_new_string(object->name));
	pthread_mutex_unlock(&actor->lock);
	return names;
}

int verb_holding(struct actor *actor, struct call *call, struct trouble *trouble)
{
	(void)trouble;
	json_object_object_add(call->out, "open", open_objects(actor));
	return 0;
}

int verb_numbers(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct json_object *numbers = json_object_new_object();
	struct json_object *driver = counters_of_driver();
	struct json_object *hypervisor = hypervisor_numbers(actor, actor->config.domid, trouble);

	if (!hypervisor) {
		json_object_put(driver);
		json_object_put(numbers);
		return -1;
	}
	json_object_object_del(driver, "records");
	json_object_object_add(numbers, "driver", driver);
	json_object_object_add(numbers, "hypervisor", hypervisor);
	json_object_object_add(numbers, "open files", json_object_new_uint64(open_files(actor)));
	json_object_object_add(call->out, "numbers", numbers);
	json_object_object_add(call->out, "open", open_objects(actor));
	return 0;
}

/*
 * The line of an object in the driver's list of buffers. A mapped buffer is
 * found by its wait handle; a granted one has none, so by who granted how much.
 */
static bool buffer_number(const struct object *object, const char *key, uint64_t *value)
{
	char *text = counters_read(COUNTERS_BUFFERS), *rest = text, *line;
	bool found = false;

	while (!found && (line = strsep(&rest, "\n"))) {
		uint64_t number;

		if (object->wait_handle)
			found = number_of_word(line, "wait_handle", &number) &&
				number == object->wait_handle;
		else
			found = strncmp(line, "granted ", 8) == 0 &&
				number_of_word(line, "pages", &number) &&
				number == object->nrefs &&
				number_of_word(line, "pid", &number) &&
				number == (uint64_t)getpid();
		if (found)
			found = number_of_word(line, key, value);
	}
	free(text);
	return found;
}

/* One of @numbers, which are released. Return: is it among them? */
static bool take_number(struct json_object *numbers, const char *key, uint64_t *value)
{
	struct json_object *number;
	bool found = json_object_object_get_ex(numbers, key, &number);

	if (found)
		*value = json_object_get_uint64(number);
	json_object_put(numbers);
	return found;
}

/*
 * Of the driver here, or of the domain @domid. A hypervisor is asked for its own
 * numbers alone: on a real Xen that takes long, and may fail. Return: 0, or -1 with
 * @trouble
 */
static int system_number(struct actor *actor, const char *key, uint32_t domid,
			 uint64_t *value, struct trouble *trouble)
{
	struct json_object *hypervisor;

	if (take_number(counters_of_driver(), key, value))
		return 0;
	hypervisor = hypervisor_numbers(actor, domid, trouble);
	if (!hypervisor)
		return -1;
	if (take_number(hypervisor, key, value))
		return 0;
	return trouble_set(trouble, ENODEV, "neither %s nor the hypervisor tells a number \"%s\"",
			   COUNTERS_STATS, key);
}

int verb_until(struct actor *actor, struct call *call, struct trouble *trouble)
{
	const char *key = call_arg(call, 0), *name = call_arg(call, 1);
	const char *operator = call_arg(call, 2);
	uint64_t bound = 0, value, started = clock_us() / 1000;
	unsigned int limit = actor_limit(actor, call, UNTIL_MS);
	struct object *object = NULL;
	bool system = strcmp(name, "-") == 0;
	uint32_t domid = call->whose ? json_object_get_uint64(call->whose) : actor->config.domid;

	value_number(call_arg(call, 3), &bound);
	if (!system) {
		object = actor_find(actor, name, trouble);
		if (!object)
			return -1;
	}
	for (;;) {
		if (system && system_number(actor, key, domid, &value, trouble) < 0)
			return -1;
		/* A buffer that is not listed has none of anything */
		if (!system && !buffer_number(object, key, &value))
			value = 0;
		if (number_compare(value, operator, bound))
			return 0;
		if (clock_us() / 1000 - started >= limit)
			return trouble_set(trouble, ETIMEDOUT,
					   "%s%s%s is %llu after %u ms, and not %s %llu", key,
					   system ? "" : " of ", system ? "" : name,
					   (unsigned long long)value, limit, operator,
					   (unsigned long long)bound);
		usleep(POLL_MS * 1000);
	}
}
