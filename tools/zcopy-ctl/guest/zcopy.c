// SPDX-License-Identifier: GPL-2.0-or-later
/* What a backend does with the driver: libxenzcopy. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xf86drm.h>

#include "actor.h"
#include "refs.h"
#include "scenario/values.h"
#include "util/memory.h"

/*
 * Far above any grant table (at most 2^17 entries with 1024 frames), and not
 * the reference that means "invalid" in some interfaces.
 */
#define IMPOSSIBLE_REF	0x40000000u

/* The frontend of a real display waits that long for its backend (displif) */
#define WAIT_FREE_MS	3000

/* Adds which reference was refused and why, where Xen refused one */
static int refused(struct actor *actor, int error, const char *what, struct trouble *trouble)
{
	static const int by_xen[] = { ENXIO, ESRCH, EPERM, ENOSPC, EREMOTEIO, EIO };
	char text[160];

	for (size_t i = 0; i < sizeof(by_xen) / sizeof(by_xen[0]); i++)
		if (error == by_xen[i] &&
		    xenzcopy_refusal_text(actor->zcopy, text, sizeof(text)) == 0)
			return trouble_set(trouble, error, "%s: %s", what, text);
	return trouble_errno(trouble, error, "%s", what);
}

/* @count references: those of the peer, from the start again when it has fewer */
static uint32_t *choose_refs(const struct attributes *peer, uint32_t count, const char *bad)
{
	uint32_t *refs = xalloc((size_t)count * sizeof(*refs));

	for (uint32_t i = 0; i < count && peer->nrefs; i++)
		refs[i] = peer->refs[i % peer->nrefs];
	if (!bad || !count)
		return refs;
	if (strcmp(bad, "first") == 0)
		refs[0] = IMPOSSIBLE_REF;
	else if (strcmp(bad, "middle") == 0)
		refs[count / 2] = IMPOSSIBLE_REF;
	else
		refs[count - 1] = IMPOSSIBLE_REF;
	return refs;
}

int verb_from_refs(struct actor *actor, struct call *call, struct trouble *trouble)
{
	const char *size = call_option(call, "size");
	struct xenzcopy_image image = { 0 };
	struct attributes peer;
	struct object *object;
	uint32_t count, domid, *refs;
	int result, error;

	if (actor_need_zcopy(actor, trouble) < 0 ||
	    call_attributes(call, "of", &peer, trouble) < 0)
		return -1;
	image.width = peer.image.width;
	image.height = peer.image.height;
	image.bpp = call_number(call, "bpp", peer.image.format->bpp);
	if (size)
		value_size(size, &image.width, &image.height);
	domid = call_number(call, "domain", peer.domid);
	count = call_number(call, "count", peer.nrefs);
	if (count > REFS_MAX) {
		attributes_finish(&peer);
		return trouble_set(trouble, E2BIG, "%u references are more than a step may pass",
				   count);
	}
	refs = choose_refs(&peer, count, call_option(call, "bad"));
	attributes_finish(&peer);
	result = xenzcopy_from_refs(actor->zcopy, domid, refs, count, &image);
	error = errno;
	free(refs);
	if (result) {
		char *what = xprintf("FROM_REFS of %u references of domain %u for %ux%u at %u bits",
				     count, domid, image.width, image.height, image.bpp);

		refused(actor, error, what, trouble);
		free(what);
		return -1;
	}
	object = object_create(call_arg(call, 0));
	object->image = (struct image){
		.width = image.width, .height = image.height, .pitch = image.pitch,
		.format = peer.image.format,
	};
	object->bytes = image.size;
	object->zcopy_handle = image.handle;
	object->wait_handle = image.wait_handle;
	return actor_add(actor, object, call, trouble);
}

int object_export(struct actor *actor, struct object *object, struct trouble *trouble)
{
	uint32_t zcopy_handle, display_handle;
	int fd = -1, error;

	pthread_mutex_lock(&actor->lock);
	zcopy_handle = object->zcopy_handle;
	display_handle = object->display_handle;
	if (!zcopy_handle && !display_handle && object->fd >= 0)
		fd = fcntl(object->fd, F_DUPFD_CLOEXEC, 0);
	pthread_mutex_unlock(&actor->lock);
	if (fd >= 0)
		return fd;
	if (!zcopy_handle && !display_handle)
		return trouble_set(trouble, EINVAL, "%s has no handle to export", object->name);
	errno = 0;
	if (zcopy_handle)
		fd = xenzcopy_handle_to_fd(actor->zcopy, zcopy_handle);
	else if (drmPrimeHandleToFD(object->device, display_handle,
				    DRM_CLOEXEC | DRM_RDWR, &fd))
		fd = -1;
	error = errno;
	if (fd < 0)
		return trouble_errno(trouble, error, "cannot export %s as a dma-buf", object->name);
	return fd;
}

int verb_export(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	int fd, old;

	if (!object)
		return -1;
	fd = object_export(actor, object, trouble);
	if (fd < 0)
		return -1;
	old = TAKE(actor, object, fd, fd);
	if (old >= 0)
		close(old);
	return 0;
}

/* With the lock held */
static bool handle_is_held(struct actor *actor, uint32_t handle)
{
	bool held = false;

	for (struct object *object = actor->objects; object; object = object->next)
		held |= object->zcopy_handle == handle;
	for (struct importing *one = actor->importing; one; one = one->next)
		held |= one->handle == handle;
	return held;
}

/*
 * Importing one buffer twice gives the handle that another name holds already, or
 * that another step is about to give a name: it is noted before anybody can ask who
 * holds it. Return: 0, or an errno
 */
static int import_begin(struct actor *actor, int fd, struct importing *importing)
{
	int error = 0;

	pthread_mutex_lock(&actor->lock);
	if (xenzcopy_fd_to_handle(actor->zcopy, fd, &importing->handle)) {
		error = errno;
	} else {
		importing->next = actor->importing;
		actor->importing = importing;
	}
	pthread_mutex_unlock(&actor->lock);
	return error;
}

/* @named: it belongs to a name by now. Otherwise it is closed if nobody holds it. */
static void import_end(struct actor *actor, struct importing *importing, bool named)
{
	pthread_mutex_lock(&actor->lock);
	for (struct importing **link = &actor->importing; *link; link = &(*link)->next)
		if (*link == importing) {
			*link = importing->next;
			break;
		}
	if (!named && !handle_is_held(actor, importing->handle))
		xenzcopy_close_handle(actor->zcopy, importing->handle);
	pthread_mutex_unlock(&actor->lock);
}

int verb_to_refs(struct actor *actor, struct call *call, struct trouble *trouble)
{
	const char *of = call_option(call, "of");
	struct object *object, *source = actor_find(actor, of ? of : "", trouble);
	uint32_t domid = call_domid(call), count;
	struct importing importing;
	int fd, error, result;

	if (!source || actor_need_zcopy(actor, trouble) < 0)
		return -1;
	count = call_number(call, "count", pages_of(source->bytes));
	if (count > REFS_MAX)
		return trouble_set(trouble, E2BIG, "%u references are more than a step may ask for",
				   count);
	fd = object_export(actor, source, trouble);
	if (fd < 0)
		return -1;
	error = import_begin(actor, fd, &importing);
	close(fd);
	if (error)
		return trouble_errno(trouble, error, "the zero-copy driver does not import %s", of);

	object = object_create(call_arg(call, 0));
	object->image = source->image;
	object->bytes = source->bytes;
	object->domid = actor->config.domid;
	object->nrefs = count;
	object->refs = xalloc((size_t)count * sizeof(*object->refs));
	if (xenzcopy_to_refs(actor->zcopy, importing.handle, domid, object->refs, count)) {
		error = errno;
		trouble_errno(trouble, error, "TO_REFS of %u pages of %s to domain %u", count, of,
			      domid);
		object_free(object);
		import_end(actor, &importing, false);
		return -1;
	}
	object->zcopy_handle = importing.handle;
	result = actor_add(actor, object, call, trouble);
	import_end(actor, &importing, true);
	return result;
}

int verb_wait_free(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	const char *text = call_option(call, "timeout");
	uint32_t timeout = actor_limit(actor, call, WAIT_FREE_MS);

	if (!object || actor_need_zcopy(actor, trouble) < 0)
		return -1;
	if (text)
		value_duration(text, &timeout);
	if (xenzcopy_wait_free(actor->zcopy, object->wait_handle, timeout) == 0)
		return 0;
	if (errno == ETIMEDOUT)
		return trouble_set(trouble, ETIMEDOUT, "%s (wait handle %u) still exists after %u ms",
				   object->name, object->wait_handle, timeout);
	if (errno == ENOENT)
		return trouble_set(trouble, ENOENT, "%s (wait handle %u) is free already",
				   object->name, object->wait_handle);
	return trouble_errno(trouble, errno, "cannot wait for %s (wait handle %u)", object->name,
			     object->wait_handle);
}
