// SPDX-License-Identifier: GPL-2.0-or-later
/* Letting go of a buffer, part by part. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <xf86drm.h>

#include "actor.h"

static int close_fb(struct actor *actor, struct object *object, struct trouble *trouble)
{
	uint32_t fb = TAKE(actor, object, fb, 0);
	int result;

	if (!fb)
		return 0;
	pthread_mutex_lock(&actor->display_lock);
	result = display_remove_fb(actor->display, fb, trouble);
	pthread_mutex_unlock(&actor->display_lock);
	return result;
}

static int close_handles(struct actor *actor, struct object *object, struct trouble *trouble)
{
	uint32_t handle = TAKE(actor, object, display_handle, 0);
	int result = 0;

	if (handle && drmCloseBufferHandle(object->device, handle))
		result = trouble_errno(trouble, errno, "cannot close handle %u of %s", handle,
				       object->name);
	handle = TAKE(actor, object, zcopy_handle, 0);
	if (handle && xenzcopy_close_handle(actor->zcopy, handle))
		result = trouble_errno(trouble, errno,
				       "cannot close handle %u of the zero-copy driver", handle);
	return result;
}

static int close_fd(struct actor *actor, struct object *object, struct trouble *trouble)
{
	int fd = TAKE(actor, object, fd, -1);

	if (fd >= 0 && close(fd) < 0)
		return trouble_errno(trouble, errno, "cannot close dma-buf %d of %s", fd,
				     object->name);
	return 0;
}

/* In the order of a backend's teardown: first what uses the buffer */
static const struct {
	const char *part;
	int (*close)(struct actor *actor, struct object *object, struct trouble *trouble);
} parts[] = {
	{ "fb", close_fb },
	{ "handle", close_handles },
	{ "fd", close_fd },
};

static int close_parts(struct actor *actor, struct object *object, const char *part,
		       struct trouble *trouble)
{
	int result = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct trouble own = { 0 };

		if (strcmp(part, "all") != 0 && strcmp(part, parts[i].part) != 0)
			continue;
		if (parts[i].close(actor, object, &own) < 0 && result == 0)
			result = trouble_set(trouble, own.error, "%s", own.text);
		trouble_clear(&own);
	}
	return result;
}

int verb_close(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	const char *part = call_option(call, "part");

	if (!object)
		return -1;
	return close_parts(actor, object, part ? part : "all", trouble);
}

int object_close(struct actor *actor, struct object *object, struct trouble *trouble)
{
	int result = close_parts(actor, object, "all", trouble);
	void *memory = TAKE(actor, object, shared, NULL);

	if (memory)
		xengntshr_unshare(actor->gntshr, memory, object->nrefs);
	memory = TAKE(actor, object, mapped, NULL);
	if (memory)
		xengnttab_unmap(actor->gnttab, memory, object->nrefs);
	return result;
}
