/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the names of a scenario stand for inside one domain. An object is made
 * of parts that are let go of one by one; its record stays until the end of the
 * scenario, because questions about a buffer that is gone are part of the
 * contract (WAIT_FREE after close).
 */
#ifndef ZCOPY_OBJECT_H
#define ZCOPY_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <json-c/json.h>

#include "image.h"
#include "trouble.h"

struct object {
	struct object *next;
	char *name;

	/* What it looks like; .pixels is not used */
	struct image image;
	size_t bytes;			/* of all pages or of the dumb buffer */

	/* Parts, each 0, -1 or NULL when there is none (any more) */
	void *shared;			/* pages granted through gntshr */
	void *mapped;			/* foreign pages mapped through gnttab */
	uint32_t zcopy_handle;		/* GEM handle of xen_drm_zcopy */
	uint32_t display_handle;	/* GEM handle of @device */
	uint32_t fb;			/* framebuffer of the display device */
	int fd;				/* dma-buf */

	int device;			/* the display or the second importer: a file of the actor's */
	bool dumb;			/* display_handle is a dumb buffer of its own */
	uint32_t wait_handle;		/* for WAIT_FREE; outlives all parts */

	/* What other domains need to use it */
	uint32_t domid;			/* who granted @refs */
	uint32_t *refs;
	size_t nrefs;
	char *pattern;			/* drawn last, or NULL */
	uint64_t seed;
};

/* What a step says of a buffer of the other domain, or of another object */
struct attributes {
	struct image image;		/* .pixels is not used */
	uint32_t domid;
	uint32_t *refs;
	size_t nrefs;
};

struct object *object_create(const char *name);
void object_free(struct object *object);

/* Does it hold anything that a domain can run out of? */
bool object_is_open(const struct object *object);

/* Makes the attributes travel: JSON to be released by the caller */
struct json_object *object_describe(const struct object *object);

/* The other way. Return: 0, or -1 with @trouble: then nothing is to be freed. */
int attributes_parse(struct attributes *attributes, struct json_object *json,
		     struct trouble *trouble);
void attributes_finish(struct attributes *attributes);

#endif /* ZCOPY_OBJECT_H */
