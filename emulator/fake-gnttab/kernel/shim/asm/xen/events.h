/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _UM_XEN_EVENTS_H
#define _UM_XEN_EVENTS_H

#include <asm/ptrace.h>
#include <linux/atomic.h>

enum ipi_vector {
	XEN_PLACEHOLDER_VECTOR,
	XEN_NR_IPIS,
};

static inline int xen_irqs_disabled(struct pt_regs *regs)
{
	return 0;
}

static inline bool xen_support_evtchn_rebind(void)
{
	return true;
}

/* The instruction locks the bus by itself, also in a kernel for one CPU */
#define xchg_xen_ulong(ptr, val) xchg((ptr), (val))

#endif /* _UM_XEN_EVENTS_H */
