/* SPDX-License-Identifier: GPL-2.0 */
/* The host's side of a guest: its system calls, the shared file, the lock */
#ifndef FAKE_XEN_HOST_H
#define FAKE_XEN_HOST_H

#include <linux/types.h>
#include "../core/hypervisor.h"

/**
 * struct host_kick - the pipe that interrupts a domain
 * @read:	the domain's own end
 * @write:	everybody's end
 */
struct host_kick {
	int read, write;
};

extern struct host_kick host_kick[FX_DOMAINS];

int host_attach(unsigned int domid);
int host_domid(void);
void host_kick_drain(void);

/* On any descriptor; these return what the system call does */
long host_read(int fd, void *bytes, size_t count);
long host_write(int fd, const void *bytes, size_t count);
bool host_readable(int fd);

/* Between these two the caller is the hypervisor */
struct fx *host_enter(unsigned long *flags);
void host_leave(unsigned long flags);

#endif /* FAKE_XEN_HOST_H */
