// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices, names, and which verb is done where. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actor.h"
#include "util/memory.h"

static int verb_reset(struct actor *actor, struct call *call, struct trouble *trouble)
{
	(void)call;
	(void)trouble;
	actor_reset(actor);
	return 0;
}

static int verb_ping(struct actor *actor, struct call *call, struct trouble *trouble)
{
	(void)trouble;
	call_answer(call, "domid", actor->config.domid);
	return 0;
}

static const struct {
	const char *name;
	verb_function *function;
} handlers[] = {
	/* What scenarios say: scenario/verbs.c */
	{ "grant", verb_grant },
	{ "map", verb_map },
	{ "unmap", verb_unmap },
	{ "end", verb_end },
	{ "draw", verb_draw },
	{ "from-refs", verb_from_refs },
	{ "to-refs", verb_to_refs },
	{ "wait-free", verb_wait_free },
	{ "export", verb_export },
	{ "import", verb_import },
	{ "close", verb_close },
	{ "dumb", verb_dumb },
	{ "show", verb_show },
	{ "hide", verb_hide },
	{ "check", verb_check },
	{ "flip", verb_flip },
	{ "until", verb_until },
	{ "compare", verb_compare },
	{ "copy", verb_copy },
	{ "receive", verb_receive },
	{ "interrupt", verb_interrupt },
	{ "set", verb_set },
	{ "unload", verb_unload },
	{ "load", verb_load },
	/* What the conductor asks on its own account */
	{ "look", verb_look },		/* a frame, with its CRC */
	{ "sum", verb_sum },		/* CRC and hash of a buffer's bytes */
	{ "hash", verb_hash },		/* the hash alone */
	{ "give", verb_give },		/* first half of receive, at the other process */
	{ "holding", verb_holding },	/* which names hold something */
	{ "numbers", verb_numbers },	/* everything the baseline is made of */
	{ "reset", verb_reset },
	{ "ping", verb_ping },
};

void actor_open_zcopy(struct actor *actor)
{
	/* Asked first, because libdrm takes half a second to find no device */
	if (access("/sys/module/xen_zcopy", F_OK) == 0)
		actor->zcopy = xenzcopy_open();
	else
		errno = ENODEV;
	if (!actor->zcopy)
		trouble_errno(&actor->zcopy_trouble, errno,
			      "the driver xen_drm_zcopy cannot be opened (is xen-zcopy.ko loaded?)");
}

void actor_init(struct actor *actor, const struct actor_config *config)
{
	*actor = (struct actor){ .config = *config, .importer = -1 };
	actor->config.patience = config->patience ?: 1;
	pthread_mutex_init(&actor->lock, NULL);
	pthread_mutex_init(&actor->display_lock, NULL);
	/* Asked first, because libxengnttab writes to stderr when it fails */
	if (access("/dev/xen/gntalloc", F_OK) == 0)
		actor->gntshr = xengntshr_open(NULL, 0);
	if (access("/dev/xen/gntdev", F_OK) == 0)
		actor->gnttab = xengnttab_open(NULL, 0);
	actor_open_zcopy(actor);
	interrupt_init();
}

void actor_set_patience(struct actor *actor, unsigned int patience)
{
	/* Said with every request, and new only once: the display may be busy */
	if (actor->config.patience == patience)
		return;
	pthread_mutex_lock(&actor->display_lock);
	actor->config.patience = patience;
	if (actor->display)
		actor->display->patience = patience;
	pthread_mutex_unlock(&actor->display_lock);
}

int actor_need_zcopy(struct actor *actor, struct trouble *trouble)
{
	if (actor->zcopy)
		return 0;
	return trouble_set(trouble, actor->zcopy_trouble.error, "%s", actor->zcopy_trouble.text);
}

/* Opened when first needed: looking at a display device takes 10 ms and more */
int actor_need_display(struct actor *actor, struct trouble *trouble)
{
	struct display *display;
	int result = 0;

	pthread_mutex_lock(&actor->display_lock);
	if (!actor->display) {
		display = xalloc(sizeof(*display));
		result = display_open(display, actor->config.display_driver, trouble);
		if (result < 0) {
			free(display);
		} else {
			display->refresh = actor->config.refresh;
			display->patience = actor->config.patience;
			actor->display = display;
		}
	}
	pthread_mutex_unlock(&actor->display_lock);
	return result;
}

/* The driver of DRM's that imports dma-bufs and is no display */
#define IMPORTER	"vgem"

int actor_need_importer(struct actor *actor, struct trouble *trouble)
{
	int fd;

	pthread_mutex_lock(&actor->display_lock);
	if (actor->importer < 0)
		actor->importer = display_find(IMPORTER);
	fd = actor->importer;
	pthread_mutex_unlock(&actor->display_lock);
	if (fd >= 0)
		return 0;
	return trouble_set(trouble, ENODEV, "no DRM device of driver " IMPORTER);
}

static struct object *find(struct actor *actor, const char *name)
{
	struct object *object = actor->objects;

	while (object && strcmp(object->name, name) != 0)
		object = object->next;
	return object;
}

struct object *actor_find(struct actor *actor, const char *name, struct trouble *trouble)
{
	struct object *object;

	pthread_mutex_lock(&actor->lock);
	object = find(actor, name);
	pthread_mutex_unlock(&actor->lock);
	if (!object)
		trouble_set(trouble, EINVAL, "there is no buffer %s in domain %u", name,
			    actor->config.domid);
	return object;
}

int actor_add(struct actor *actor, struct object *object, struct call *call,
	      struct trouble *trouble)
{
	struct object *old;
	bool open;

	pthread_mutex_lock(&actor->lock);
	old = find(actor, object->name);
	open = old && object_is_open(old);
	if (!open) {
		/* The old one stays behind it: a background job may hold it */
		object->next = actor->objects;
		actor->objects = object;
	}
	pthread_mutex_unlock(&actor->lock);
	if (open) {
		struct trouble ignored = { 0 };

		trouble_set(trouble, EEXIST, "there is a buffer %s already", object->name);
		object_close(actor, object, &ignored);
		trouble_clear(&ignored);
		object_free(object);
		return -1;
	}
	actor_publish(actor, object, call);
	return 0;
}

void actor_publish(struct actor *actor, struct object *object, struct call *call)
{
	struct json_object *objects = json_object_new_object();

	pthread_mutex_lock(&actor->lock);
	json_object_object_add(objects, object->name, object_describe(object));
	pthread_mutex_unlock(&actor->lock);
	json_object_object_add(call->out, "objects", objects);
}

void actor_reset(struct actor *actor)
{
	struct object *object = actor->objects;

	actor->objects = NULL;
	while (object) {
		struct object *next = object->next;
		struct trouble ignored = { 0 };

		object_close(actor, object, &ignored);
		trouble_clear(&ignored);
		object_free(object);
		object = next;
	}
}

int actor_do(struct actor *actor, struct json_object *todo, struct json_object *out,
	     struct trouble *trouble)
{
	struct call call = {
		.verb = json_object_get_string(json_object_object_get(todo, "verb")),
		.args = json_object_object_get(todo, "args"),
		.options = json_object_object_get(todo, "options"),
		.objects = json_object_object_get(todo, "objects"),
		.domids = json_object_object_get(todo, "domids"),
		.expected = json_object_object_get(todo, "expected"),
		.looked = json_object_object_get(todo, "looked"),
		.whose = json_object_object_get(todo, "whose"),
		.job = json_object_get_string(json_object_object_get(todo, "job")),
		.within_ms = json_object_get_int(json_object_object_get(todo, "within_ms")),
		.out = out,
	};

	if (json_object_get_boolean(json_object_object_get(todo, "endless")))
		actor_set_patience(actor, PATIENCE_ENDLESS);
	for (size_t i = 0; call.verb && i < sizeof(handlers) / sizeof(handlers[0]); i++) {
		struct doing doing;
		int result;

		if (strcmp(handlers[i].name, call.verb) != 0)
			continue;
		doing_begin(actor, &doing, call.job);
		result = handlers[i].function(actor, &call, trouble);
		doing_end(actor, &doing);
		return result;
	}
	return trouble_set(trouble, EOPNOTSUPP, "this zcopy-ctl knows no verb \"%s\"",
			   call.verb ? call.verb : "");
}
