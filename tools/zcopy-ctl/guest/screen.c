// SPDX-License-Identifier: GPL-2.0-or-later
/* Buffers of the display device, and what is on the screen. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <xf86drm.h>

#include "actor.h"

static int add_fb(struct actor *actor, struct object *object, struct trouble *trouble)
{
	const struct image *image = &object->image;
	uint32_t fb;

	if (display_add_fb(actor->display, object->display_handle, image->width, image->height,
			   image->pitch, image->format, &fb, trouble) < 0)
		return -1;
	pthread_mutex_lock(&actor->lock);
	object->fb = fb;
	pthread_mutex_unlock(&actor->lock);
	return 0;
}

int verb_import(struct actor *actor, struct call *call, struct trouble *trouble)
{
	const char *of = call_option(call, "of");
	struct object *object, *source = actor_find(actor, of ? of : "", trouble);
	uint32_t handle;
	int fd, error = 0;

	if (!source || actor_need_display(actor, trouble) < 0)
		return -1;
	fd = object_export(actor, source, trouble);
	if (fd < 0)
		return -1;
	if (drmPrimeFDToHandle(actor->display->fd, fd, &handle))
		error = errno;
	close(fd);
	if (error)
		return trouble_errno(trouble, error, "the display device does not import %s", of);
	object = object_create(call_arg(call, 0));
	object->image = source->image;
	object->bytes = source->bytes;
	object->display_handle = handle;
	if (add_fb(actor, object, trouble) < 0) {
		display_close_handle(actor->display, handle, trouble);
		object_free(object);
		return -1;
	}
	return actor_add(actor, object, call, trouble);
}

int verb_dumb(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct display_dumb dumb;
	struct object *object;
	struct image image;

	if (actor_need_display(actor, trouble) < 0 || call_image(call, &image, trouble) < 0 ||
	    display_dumb(actor->display, image.width, image.height, image.format->bpp, &dumb,
			 trouble) < 0)
		return -1;
	object = object_create(call_arg(call, 0));
	image.pitch = dumb.pitch;
	object->image = image;
	object->bytes = dumb.size;
	object->display_handle = dumb.handle;
	object->dumb = true;
	if (add_fb(actor, object, trouble) < 0) {
		drmModeDestroyDumbBuffer(actor->display->fd, dumb.handle);
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
