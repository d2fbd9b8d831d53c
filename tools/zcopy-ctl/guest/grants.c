// SPDX-License-Identifier: GPL-2.0-or-later
/* What a frontend does with its pages: libxengnttab, as any client uses it. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>

#include "actor.h"
#include "util/memory.h"

int verb_grant(struct actor *actor, struct call *call, struct trouble *trouble)
{
	uint32_t domid = call_domid(call);
	struct object *object;
	struct image image;

	if (!actor->gntshr)
		return trouble_set(trouble, ENODEV,
				   "no /dev/xen/gntalloc in domain %u: load xen-gntalloc",
				   actor->config.domid);
	if (call_image(call, &image, trouble) < 0)
		return -1;
	image.pitch = format_row_bytes(image.format, image.width);
	if (!image.width || !image.height || pages_of(image_bytes(&image)) > INT_MAX)
		return trouble_set(trouble, EINVAL, "a buffer of %ux%u cannot be granted",
				   image.width, image.height);

	object = object_create(call_arg(call, 0));
	object->image = image;
	object->domid = actor->config.domid;
	object->nrefs = pages_of(image_bytes(&image));
	object->bytes = object->nrefs * XENZCOPY_PAGE_SIZE;
	object->refs = xalloc(object->nrefs * sizeof(*object->refs));
	object->shared = xengntshr_share_pages(actor->gntshr, domid, object->nrefs,
					       object->refs, !call_read_only(call));
	if (!object->shared) {
		trouble_errno(trouble, errno, "cannot share %zu pages with domain %u",
			      object->nrefs, domid);
		object_free(object);
		return -1;
	}
	return actor_add(actor, object, call, trouble);
}

int verb_end(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	void *shared;

	if (!object)
		return -1;
	shared = TAKE(actor, object, shared, NULL);
	if (!shared)
		return trouble_set(trouble, EINVAL, "%s is not shared (any more)", object->name);
	if (xengntshr_unshare(actor->gntshr, shared, object->nrefs))
		return trouble_errno(trouble, errno, "cannot end access to the %zu pages of %s",
				     object->nrefs, object->name);
	return 0;
}

int verb_map(struct actor *actor, struct call *call, struct trouble *trouble)
{
	int prot = PROT_READ | (call_read_only(call) ? 0 : PROT_WRITE);
	struct attributes peer;
	struct object *object;

	if (!actor->gnttab)
		return trouble_set(trouble, ENODEV,
				   "no /dev/xen/gntdev in domain %u: load xen-gntdev",
				   actor->config.domid);
	if (call_attributes(call, "of", &peer, trouble) < 0)
		return -1;
	object = object_create(call_arg(call, 0));
	object->image = peer.image;
	object->nrefs = peer.nrefs;
	object->bytes = peer.nrefs * XENZCOPY_PAGE_SIZE;
	object->mapped = xengnttab_map_domain_grant_refs(actor->gnttab, peer.nrefs, peer.domid,
							 peer.refs, prot);
	attributes_finish(&peer);
	if (!object->mapped) {
		trouble_errno(trouble, errno, "cannot map %zu grant references of domain %u%s",
			      object->nrefs, peer.domid,
			      prot & PROT_WRITE ? "" : " read-only");
		object_free(object);
		return -1;
	}
	return actor_add(actor, object, call, trouble);
}

int verb_unmap(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	void *mapped;

	if (!object)
		return -1;
	mapped = TAKE(actor, object, mapped, NULL);
	if (!mapped)
		return trouble_set(trouble, EINVAL, "%s is not mapped (any more)", object->name);
	if (xengnttab_unmap(actor->gnttab, mapped, object->nrefs))
		return trouble_errno(trouble, errno, "cannot unmap the %zu pages of %s",
				     object->nrefs, object->name);
	return 0;
}
