/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the conductor and the frontend's agent reach each other. Whatever lies
 * between them, both hold a descriptor of a byte stream.
 */
#ifndef ZCOPY_TRANSPORT_H
#define ZCOPY_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "trouble.h"

/* The conductor's end */
struct transport {
	/* Is every frontend domain reached by one stream, there from the start? */
	bool lasting;
	/*
	 * The stream to the agent of domain @domid, which may not have come up
	 * yet: it says hello. Return: a descriptor, or -1 with @trouble.
	 */
	int (*open)(struct transport *transport, uint32_t domid, struct trouble *trouble);
	/* The stream ends, and nothing of that domain is held any more. */
	void (*close)(struct transport *transport);
};

/* A descriptor that somebody connects to each frontend in turn: transport-fd.c */
struct transport *transport_of_fd(int fd);

/* libxenvchan, the server in this domain: transport-vchan.c */
struct transport *transport_of_vchan(void);

/*
 * The agent's end of a vchan: waits until the backend domain serves this one,
 * whose id comes back in @domid. Return: a descriptor, or -1 with @trouble.
 */
int vchan_join(uint32_t *domid, struct trouble *trouble);

#endif /* ZCOPY_TRANSPORT_H */
