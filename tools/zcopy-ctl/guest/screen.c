// SPDX-License-Identifier: GPL-2.0-or-later
/* Buffers of the display device, and what is on the screen. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xf86drm.h>

#include "actor.h"

static int add_fb(struct actor *actor, struct object *object, struct trouble *trouble)
{
	const struct image *image = &object->image;
	uint32_t fb;

	/* A second importer has no screen */
	if (object->device == actor->importer)
		return 0;
	if (display_add_fb(actor->display, object->display_handle, image->width, image->height,
			   image->pitch, image->format, &fb, trouble) < 0)
		return -1;
	pthread_mutex_lock(&actor->lock);
	object->fb = fb;
	pthread_mutex_unlock(&actor->lock);
	return 0;
}

/* device=: the display if nothing is said. Return: its file, or -1 with @trouble */
static int choose_device(struct actor *actor, const struct call *call, struct trouble *trouble)
{
	const char *device = call_option(call, "device");

	if (device && strcmp(device, "display") != 0)
		return actor_need_importer(actor, trouble) < 0 ? -1 : actor->importer;
	return actor_need_display(actor, trouble) < 0 ? -1 : actor->display->fd;
}

int verb_import(struct actor *actor, struct call *call, struct trouble *trouble)
{
	const char *of = call_option(call, "of");
	struct object *object, *source = actor_find(actor, of ? of : "", trouble);
	int device = source ? choose_device(actor, call, trouble) : -1;
	uint32_t handle;
	int fd, error = 0;

	if (device < 0)
		return -1;
	fd = object_export(actor, source, trouble);
	if (fd < 0)
		return -1;
	if (drmPrimeFDToHandle(device, fd, &handle))
		error = errno;
	close(fd);
	if (error)
		return trouble_errno(trouble, error, "the device does not import %s", of);
	object = object_create(call_arg(call, 0));
	object->image = source->image;
	object->bytes = source->bytes;
	object->device = device;
	object->display_handle = handle;
	if (add_fb(actor, object, trouble) < 0) {
		drmCloseBufferHandle(device, handle);
		object_free(object);
		return -1;
	}
	return actor_add(actor, object, call, trouble);
}

int verb_dumb(struct actor *actor, struct call *call, struct trouble *trouble)
{
	int device = choose_device(actor, call, trouble);
	struct display_dumb dumb;
	struct object *object;
	struct image image;

	if (device < 0 || call_image(call, &image, trouble) < 0 ||
	    dumb_create(device, image.width, image.height, image.format->bpp, &dumb, trouble) < 0)
		return -1;
	object = object_create(call_arg(call, 0));
	image.pitch = dumb.pitch;
	object->image = image;
	object->bytes = dumb.size;
	object->device = device;
	object->display_handle = dumb.handle;
	object->dumb = true;
	if (add_fb(actor, object, trouble) < 0) {
		drmModeDestroyDumbBuffer(device, dumb.handle);
		object_free(object);
		return -1;
	}
	return actor_add(actor, object, call, trouble);
}

int verb_show(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	int result;

	if (!object || actor_need_display(actor, trouble) < 0)
		return -1;
	if (!object->fb)
		return trouble_set(trouble, EINVAL, "%s has no framebuffer (any more)",
				   object->name);
	pthread_mutex_lock(&actor->display_lock);
	result = display_show(actor->display, object->fb, object->image.width,
			      object->image.height, trouble);
	pthread_mutex_unlock(&actor->display_lock);
	return result;
}

int verb_hide(struct actor *actor, struct call *call, struct trouble *trouble)
{
	int result;

	(void)call;
	if (actor_need_display(actor, trouble) < 0)
		return -1;
	pthread_mutex_lock(&actor->display_lock);
	result = display_hide(actor->display, trouble);
	pthread_mutex_unlock(&actor->display_lock);
	return result;
}
