/* SPDX-License-Identifier: GPL-2.0 */
/* The machine: the shared file with the hypervisor's state, and its lock */
#ifndef FAKEXEND_MACHINE_H
#define FAKEXEND_MACHINE_H

#include "../core/hypervisor.h"

/**
 * struct machine - a machine without a domain, or with some
 * @fd:		the shared file; the only descriptor of it in this process
 * @path:	by which it can be opened anew
 * @fx:		the hypervisor's logic over it
 */
struct machine {
	int fd;
	char path[32];
	struct fx fx;
};

/* @grant_frames: the limit of every grant table, 0 for Xen's default */
void machine_init(struct machine *machine, unsigned int grant_frames);

/*
 * Between fork() and exec() of a guest's kernel: opens the memory anew, under the
 * same number, not to be closed by exec(). While UML boots, it writes a page that
 * its processes begin with by seek and write: with one file offset for all guests,
 * of two that boot at once one writes where the other does, and dies without it.
 * Return: 0 or -1.
 */
int machine_reopen(const struct machine *machine);

void machine_lock(struct machine *machine);
void machine_unlock(struct machine *machine);

/* Makes a domain in a fresh slot; returns the page where its memory begins */
unsigned int machine_create_domain(struct machine *machine, unsigned int domid);

/* The domain's process is gone; tells whether it had shut down in order */
bool machine_reap_domain(struct machine *machine, unsigned int domid);

#endif /* FAKEXEND_MACHINE_H */
