/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A use of a driver for dma-bufs, which is tried on mainline's gntdev and on
 * xen-zcopy: the answer reads "mainline: ... | xen-zcopy: ...".
 */
#ifndef CONFORMANCE_USE_H
#define CONFORMANCE_USE_H

#include "actions.h"
#include "side.h"

/* Pages of a dma-buf at most */
#define MOST	64

/* Where unmapping, or ending grants, is left to a worker */
#define SOON_MS	2000

struct use {
	void (*do_it)(struct side *side, const struct use *use);
	unsigned int count;
	enum access access;
	int what;
};

/* A question's function; its @with is a struct use. */
void side_by_side(const struct question *question);

#define USE(name, text, ...) \
	{ "dma-buf." name, text, side_by_side, &(const struct use){ __VA_ARGS__ }, NULL }

/* Pages of the front's; page i begins with "page 0i" */
struct pages {
	struct granted granted[MOST];
	uint32_t refs[MOST];
};

void make_pages(struct pages *pages, const struct use *use);

#endif /* CONFORMANCE_USE_H */
