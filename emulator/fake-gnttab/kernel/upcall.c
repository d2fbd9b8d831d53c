// SPDX-License-Identifier: GPL-2.0
/* Event channels reach the guest as one interrupt: its kick pipe is readable */
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/percpu.h>
#include <irq_kern.h>
#include <irq_user.h>
#include <xen/events.h>
#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen-ops.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include "guest.h"
#include "host.h"

struct shared_info *HYPERVISOR_shared_info;
EXPORT_SYMBOL_GPL(HYPERVISOR_shared_info);
DEFINE_PER_CPU(struct vcpu_info *, xen_vcpu);
EXPORT_PER_CPU_SYMBOL_GPL(xen_vcpu);
DEFINE_PER_CPU(uint32_t, xen_vcpu_id);
EXPORT_PER_CPU_SYMBOL_GPL(xen_vcpu_id);

#define SAME_PLACE(theirs, ours)				\
	static_assert(offsetof(struct shared_info, theirs) ==	\
		      offsetof(struct fx_shared_info, ours))

SAME_PLACE(vcpu_info[0].evtchn_upcall_pending, upcall_pending);
SAME_PLACE(vcpu_info[0].evtchn_pending_sel, pending_sel);
SAME_PLACE(evtchn_pending, pending);
SAME_PLACE(evtchn_mask, mask);

static irqreturn_t upcall(int irq, void *data)
{
	host_kick_drain();
	xen_evtchn_do_upcall();
	return IRQ_HANDLED;
}

int __init fake_xen_upcall_init(void)
{
	struct xen_add_to_physmap xatp = {
		.domid = DOMID_SELF,
		.space = XENMAPSPACE_shared_info,
	};
	unsigned long page = get_zeroed_page(GFP_KERNEL);
	int ret;

	if (!page)
		return -ENOMEM;
	xatp.gpfn = virt_to_gfn((void *)page);
	ret = HYPERVISOR_memory_op(XENMEM_add_to_physmap, &xatp);
	if (ret)
		return ret;
	HYPERVISOR_shared_info = (struct shared_info *)page;
	this_cpu_write(xen_vcpu, &HYPERVISOR_shared_info->vcpu_info[0]);
	xen_init_IRQ();

	ret = um_request_irq(UM_IRQ_ALLOC, host_kick[host_domid()].read,
			     IRQ_READ, upcall, 0, "xen-upcall", host_kick);
	return ret < 0 ? ret : 0;
}
