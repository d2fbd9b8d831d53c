/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two drivers that do the same: mainline's gntdev, through libxengnttab, and
 * xen-zcopy, through libxenzcopy. A use of them is written once.
 */
#ifndef CONFORMANCE_SIDE_H
#define CONFORMANCE_SIDE_H

#include <stdint.h>

struct side;

/* A dma-buf of foreign pages */
struct exported {
	int fd;
	uint32_t token;		/* what waiting asks for */
	uint32_t handle;	/* xen-zcopy's; closed as soon as there is @fd */
};

/* Own pages, granted; found again by the dma-buf or by a handle */
struct imported {
	int fd;
	uint32_t handle;
};

/* All return 0 or an errno. */
struct side_ops {
	const char *name;
	int (*open)(struct side *side);
	void (*close)(struct side *side);
	int (*export)(struct side *side, unsigned int domid, const uint32_t *refs,
		      uint32_t count, struct exported *exported);
	int (*wait)(struct side *side, uint32_t token, uint32_t ms);
	int (*import)(struct side *side, unsigned int domid, int fd, uint32_t *refs,
		      uint32_t count, struct imported *imported);
	int (*release)(struct side *side, const struct imported *imported);
};

struct side {
	const struct side_ops *ops;
	void *connection;
};

extern const struct side_ops mainline_side, zcopy_side;

#endif /* CONFORMANCE_SIDE_H */
