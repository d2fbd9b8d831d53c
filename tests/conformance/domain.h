/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two domains, each with the module grant-probe. What is asked of the other
 * one travels to its peer program and is done there, so both are used alike.
 */
#ifndef CONFORMANCE_DOMAIN_H
#define CONFORMANCE_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "module/grant-probe.h"
#include "wire.h"

struct domain {
	const char *name;
	unsigned int domid;
	bool table;		/* its grant entries can be read */
	int probe;		/* /dev/grant-probe; -1 for the other domain */
	struct wire *wire;	/* to the other domain's peer */
	unsigned int asked;	/* numbers the calls */
};

/* The asker's own domain, and the peer's */
extern struct domain back, front;

/* Id of the domain that we run in: what the kernel tells, else @otherwise. */
unsigned int own_domid(unsigned int otherwise);

/* Opens /dev/grant-probe, with the module loaded from @module if need be; exits. */
int probe_open(const char *module);

/* Tells the module where the grant table is. False: nobody can say. */
bool probe_find_table(int probe);

/* One call of grant-probe.h in that domain: 0 or the errno, ETIMEDOUT when the
 * other domain does not answer.
 */
int domain_call(struct domain *domain, unsigned long request, void *arg);

/* Everything that was made in that domain ends. */
int domain_reset(struct domain *domain);

/* Waits for the peer's first word. */
bool domain_await_peer(struct domain *domain, int timeout_ms);

/* Serves the asker until the stream ends. */
int peer_serve(struct wire *wire, int probe, const char *module, unsigned int domid);

#endif /* CONFORMANCE_DOMAIN_H */
