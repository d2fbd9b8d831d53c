/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_WHICH_XEN_H
#define ZCOPY_WHICH_XEN_H

#include <stdbool.h>
#include <stdint.h>

/* The domain we are in */
struct which_xen {
	bool there;		/* it is one, of a real Xen or of the fake hypervisor */
	bool fake;
	bool known;		/* @domid is */
	uint32_t domid;
	char text[96];		/* "Xen 4.17, PVH" */
};

struct which_xen which_xen(void);

#endif /* ZCOPY_WHICH_XEN_H */
