// SPDX-License-Identifier: GPL-2.0
/* The hypercalls: each enters the hypervisor, and runs in the caller */
#include <linux/delay.h>
#include <linux/export.h>
#include <linux/preempt.h>
#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/physdev.h>
#include <xen/interface/version.h>
#include <xen/xen.h>
#include <asm/xen/hypercall.h>
#include "host.h"

/* The version that is emulated: Debian 12's */
#define XEN_MAJOR 4
#define XEN_MINOR 17

/* A fault: the unmap is late, but other tasks of the guest go on if they can */
static void delay_unmap(void)
{
	unsigned long flags;
	u32 delay;

	delay = fx_fault_unmap_delay(host_enter(&flags));
	host_leave(flags);
	if (!delay)
		return;
	if (in_atomic() || irqs_disabled())
		mdelay(delay);
	else
		msleep(delay);
}

int HYPERVISOR_grant_table_op(unsigned int cmd, void *uop, unsigned int count)
{
	unsigned long flags;
	int ret;

	if (cmd == GNTTABOP_unmap_grant_ref)
		delay_unmap();
	ret = fx_grant_table_op(host_enter(&flags), cmd, uop, count);
	host_leave(flags);
	return ret;
}
EXPORT_SYMBOL_GPL(HYPERVISOR_grant_table_op);

int HYPERVISOR_memory_op(unsigned int cmd, void *arg)
{
	unsigned long flags;
	int ret;

	ret = fx_memory_op(host_enter(&flags), cmd, arg);
	host_leave(flags);
	return ret;
}
EXPORT_SYMBOL_GPL(HYPERVISOR_memory_op);

int HYPERVISOR_event_channel_op(int cmd, void *arg)
{
	unsigned long flags;
	int ret;

	ret = fx_event_channel_op(host_enter(&flags), cmd, arg);
	host_leave(flags);
	return ret;
}
EXPORT_SYMBOL_GPL(HYPERVISOR_event_channel_op);

static int get_features(struct xen_feature_info *info)
{
	if (info->submap_idx)
		return -EINVAL;
	info->submap = BIT(XENFEAT_auto_translated_physmap);
	if (host_domid() == 0)
		info->submap |= BIT(XENFEAT_dom0);
	return 0;
}

int HYPERVISOR_xen_version(int cmd, void *arg)
{
	switch (cmd) {
	case XENVER_version:
		return XEN_MAJOR << 16 | XEN_MINOR;
	case XENVER_get_features:
		return get_features(arg);
	}
	return -ENOSYS;
}
EXPORT_SYMBOL_GPL(HYPERVISOR_xen_version);

int HYPERVISOR_sched_op(int cmd, void *arg)
{
	unsigned long flags;
	int ret;

	ret = fx_sched_op(host_enter(&flags), cmd, arg);
	host_leave(flags);
	return ret;
}
EXPORT_SYMBOL_GPL(HYPERVISOR_sched_op);

unsigned long HYPERVISOR_hvm_op(int op, void *arg)
{
	return -ENOSYS;
}
EXPORT_SYMBOL_GPL(HYPERVISOR_hvm_op);

int HYPERVISOR_vcpu_op(int cmd, int vcpu, void *arg)
{
	return -ENOSYS;
}
EXPORT_SYMBOL_GPL(HYPERVISOR_vcpu_op);

int HYPERVISOR_physdev_op(int cmd, void *arg)
{
	return -ENOSYS;
}
EXPORT_SYMBOL_GPL(HYPERVISOR_physdev_op);
