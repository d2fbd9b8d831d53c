// SPDX-License-Identifier: GPL-2.0-or-later
/* The driver's module: its parameters, taken out and loaded again. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "actor.h"
#include "scenario/values.h"
#include "util/clock.h"
#include "util/memory.h"

#define MODULE		"xen_zcopy"
#define MODULE_FILE	"xen-zcopy.ko"
#define PARAMETERS	"/sys/module/" MODULE "/parameters/"
/* Where the images of the Xen targets have modules */
#define USUAL_FOLDER	"/modules"
/* What says where they are on uml, on the kernel's command line */
#define FOLDER_KEY	"zcopy.modules="

#define RETRY_US	5000

struct setting {
	char *name;
	uint64_t before;
};

static int read_parameter(const char *name, uint64_t *value, struct trouble *trouble)
{
	char *path = xprintf(PARAMETERS "%s", name);
	FILE *file = fopen(path, "re");
	unsigned long long number;
	int result = 0;

	if (!file)
		result = trouble_errno(trouble, errno, "cannot open %s", path);
	else if (fscanf(file, "%llu", &number) != 1)
		result = trouble_set(trouble, EIO, "%s holds no number", path);
	else
		*value = number;
	if (file)
		fclose(file);
	free(path);
	return result;
}

static int write_parameter(const char *name, uint64_t value, struct trouble *trouble)
{
	char *path = xprintf(PARAMETERS "%s", name), *text;
	int fd = open(path, O_WRONLY | O_CLOEXEC), result = 0;

	text = xprintf("%llu", (unsigned long long)value);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		result = trouble_errno(trouble, errno, "cannot write %s to %s", text, path);
	if (fd >= 0)
		close(fd);
	free(text);
	free(path);
	return result;
}

static bool is_set(const struct actor *actor, const char *name)
{
	for (size_t i = 0; i < actor->nsettings; i++)
		if (strcmp(actor->settings[i].name, name) == 0)
			return true;
	return false;
}

int verb_set(struct actor *actor, struct call *call, struct trouble *trouble)
{
	const char *name = call_arg(call, 0);
	uint64_t value = 0, before = 0;

	value_number(call_arg(call, 1), &value);
	if (read_parameter(name, &before, trouble) < 0 ||
	    write_parameter(name, value, trouble) < 0)
		return -1;
	if (!is_set(actor, name))
		*GROW(actor->settings, actor->nsettings) = (struct setting){
			.name = xstrdup(name), .before = before,
		};
	return 0;
}

/* A driver that was loaded anew has its defaults back, and gets them once more */
void settings_restore(struct actor *actor)
{
	for (size_t i = 0; i < actor->nsettings; i++) {
		struct trouble ignored = { 0 };

		write_parameter(actor->settings[i].name, actor->settings[i].before, &ignored);
		trouble_clear(&ignored);
		free(actor->settings[i].name);
	}
	free(actor->settings);
	actor->settings = NULL;
	actor->nsettings = 0;
}

/* To be freed */
static char *module_path(void)
{
	char line[4096] = "", *value;
	FILE *file = fopen("/proc/cmdline", "re");

	if (file && !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	value = strstr(line, FOLDER_KEY);
	if (!value)
		return xstrdup(USUAL_FOLDER "/" MODULE_FILE);
	value += sizeof(FOLDER_KEY) - 1;
	return xprintf("%.*s/" MODULE_FILE, (int)strcspn(value, " \n"), value);
}

bool module_is_replaceable(void)
{
	char *path = module_path();
	bool replaceable = access(path, R_OK) == 0 &&
			   access("/sys/module/" MODULE "/refcnt", F_OK) == 0;

	free(path);
	return replaceable;
}

/* A handle holds our open file, and that the module */
static bool holds_handles(struct actor *actor)
{
	bool holds = false;

	pthread_mutex_lock(&actor->lock);
	for (struct object *object = actor->objects; object; object = object->next)
		holds |= object->zcopy_handle != 0;
	pthread_mutex_unlock(&actor->lock);
	return holds;
}

/* Return: 0 or the errno of the last try */
static int delete_module(unsigned int within_ms)
{
	uint64_t end = clock_us() / 1000 + within_ms;

	while (syscall(SYS_delete_module, MODULE, O_NONBLOCK)) {
		if (errno != EAGAIN || clock_us() / 1000 >= end)
			return errno;
		usleep(RETRY_US);
	}
	return 0;
}

/* Our own connection is closed for it where nothing hangs on it */
int verb_unload(struct actor *actor, struct call *call, struct trouble *trouble)
{
	int error;

	if (actor->zcopy && !holds_handles(actor)) {
		xenzcopy_close(actor->zcopy);
		actor->zcopy = NULL;
	}
	/* Tried once, unless the step says for how long */
	error = delete_module(call->within_ms ? actor_limit(actor, call, call->within_ms) : 0);
	if (error && !actor->zcopy)
		actor_open_zcopy(actor);
	if (error)
		return trouble_errno(trouble, error, "the module " MODULE " is not taken out");
	trouble_set(&actor->zcopy_trouble, ENODEV, "the driver was unloaded: 'back: load' first");
	return 0;
}

int verb_load(struct actor *actor, struct call *call, struct trouble *trouble)
{
	char *path = module_path();
	int fd = open(path, O_RDONLY | O_CLOEXEC), result = 0;

	(void)call;
	if (fd < 0)
		result = trouble_errno(trouble, errno, "cannot open %s", path);
	else if (syscall(SYS_finit_module, fd, "", 0))
		result = trouble_errno(trouble, errno, "cannot load %s", path);
	if (fd >= 0)
		close(fd);
	free(path);
	if (result < 0)
		return -1;
	if (!actor->zcopy)
		actor_open_zcopy(actor);
	return actor_need_zcopy(actor, trouble);
}
