/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _UM_XEN_PAGE_H
#define _UM_XEN_PAGE_H

#include <xen/arm/page.h>

static inline bool xen_kernel_unmapped_at_usr(void)
{
	return false;
}

#ifndef pfn_to_kaddr
#define pfn_to_kaddr(pfn) __va(PFN_PHYS(pfn))
#endif

#endif /* _UM_XEN_PAGE_H */
