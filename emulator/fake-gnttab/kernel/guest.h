/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the guest half have in common */
#ifndef FAKE_XEN_GUEST_H
#define FAKE_XEN_GUEST_H

#include <linux/types.h>

/* linux-balloon.c */
int fake_xen_balloon_init(void);

/* upcall.c */
int fake_xen_upcall_init(void);

/* stream.c */
int fake_xen_stream_init(const char *name, int fd);

/* debugfs.c */
void fake_xen_debugfs_init(void);

#endif /* FAKE_XEN_GUEST_H */
