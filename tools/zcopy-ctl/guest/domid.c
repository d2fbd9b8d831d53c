// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "domid.h"

uint32_t domid_of_self(uint32_t otherwise)
{
	/* The fake hypervisor's; a real domain asks XenStore and says --domid */
	FILE *file = fopen("/sys/module/fake_xen/parameters/domid", "re");
	unsigned int domid;

	if (!file)
		return otherwise;
	if (fscanf(file, "%u", &domid) != 1)
		domid = otherwise;
	fclose(file);
	return domid;
}
