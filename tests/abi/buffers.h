/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Buffers of every kind that the tests need. */
#ifndef ABI_BUFFERS_H
#define ABI_BUFFERS_H

#include "target.h"

/* A request that is right in everything but the domain, which does not exist. */
struct drm_xen_zcopy_dumb_from_refs from_refs_request(uint32_t *refs,
						      uint32_t count);

/* Does the target bear a domain that maps its own grants? On real hardware with a
 * second stage, mapping one's own page loses it.
 */
bool maps_itself(void);

/*
 * Pages of a frontend: another domain's, or, where that is borne, of this domain, which
 * shares them with itself. Where there is neither the test is skipped.
 */
struct shared {
	uint32_t count;
	uint32_t *refs;
	unsigned int domid;	/* whose they are */
	uint8_t *memory;	/* this process's view of them */
	void *gntshr;		/* one of the two */
	void *gnttab;
};

void shared_init(struct shared *shared, uint32_t count);
void shared_finish(struct shared *shared);
/* Makes a buffer of them, one row of pages: an image of @count x 1024 x 32 bit. */
struct drm_xen_zcopy_dumb_from_refs shared_request(struct shared *shared);
struct drm_xen_zcopy_dumb_from_refs shared_map(int zcopy, struct shared *shared);

/* GEM and PRIME on any DRM file */
void gem_close(int drm, uint32_t handle);
int prime_export(int drm, uint32_t handle);
uint32_t prime_import(int drm, int fd);

/* The display driver's own buffer of @pages pages, as a dma-buf. */
int display_buffer(int display, uint32_t pages);
/* The same from ordinary memory, through udmabuf; skips where there is none. */
int memory_buffer(uint32_t pages);

int wait_free(int zcopy, uint32_t wait_handle, uint32_t ms);
/* The buffer has no user any more: it is free, or will be in a moment. */
void await_free(int zcopy, uint32_t wait_handle);

#endif /* ABI_BUFFERS_H */
