// SPDX-License-Identifier: GPL-2.0
/*
 * What arch code does for a Xen guest: find out that it is one, and give the
 * generic Xen code what it expects of the architecture.
 */
#include <linux/gfp.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/panic_notifier.h>
#include <linux/rbtree.h>
#include <linux/reboot.h>
#include <xen/events.h>
#include <xen/features.h>
#include <xen/grant_table.h>
#include <xen/interface/memory.h>
#include <xen/page.h>
#include <xen/xen.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>
#include "guest.h"
#include "host.h"

static int domid = -1;
module_param(domid, int, 0444);
MODULE_PARM_DESC(domid, "Which domain this kernel is");

static int kick[2 * FX_DOMAINS];
static int nr_kick;
module_param_array(kick, int, &nr_kick, 0444);
MODULE_PARM_DESC(kick, "Host descriptors of every domain's kick pipe: read,write,...");

static int record = -1;
module_param(record, int, 0444);
MODULE_PARM_DESC(record, "Host descriptor of the stream to who started the machine");

static int agent = -1;
module_param(agent, int, 0444);
MODULE_PARM_DESC(agent, "Host descriptor of the stream to the other domain");

static int toolstack = -1;
module_param(toolstack, int, 0444);
MODULE_PARM_DESC(toolstack, "Host descriptor of the stream to the daemon");

enum xen_domain_type xen_domain_type = XEN_NATIVE;
EXPORT_SYMBOL_GPL(xen_domain_type);

/* For tests of what drivers do on a kernel that does not run on Xen */
static int set_native(const char *value, const struct kernel_param *kp)
{
	bool native;
	int ret = kstrtobool(value, &native);

	if (!ret)
		xen_domain_type = native ? XEN_NATIVE : XEN_HVM_DOMAIN;
	return ret;
}

static const struct kernel_param_ops native_ops = { .set = set_native };
module_param_cb(native, &native_ops, NULL, 0200);
MODULE_PARM_DESC(native, "Say that this kernel does not run on Xen");

uint32_t xen_start_flags;
EXPORT_SYMBOL_GPL(xen_start_flags);
struct start_info *xen_start_info;
EXPORT_SYMBOL_GPL(xen_start_info);
unsigned long xen_released_pages;
struct xen_memory_region xen_extra_mem[XEN_EXTRA_MEM_MAX_REGIONS] __initdata;

/* No pfn has a bus address of its own: the host's second stage hides them */
struct rb_root phys_to_mach = RB_ROOT;
EXPORT_SYMBOL_GPL(phys_to_mach);

unsigned long __pfn_to_mfn(unsigned long pfn)
{
	return INVALID_P2M_ENTRY;
}
EXPORT_SYMBOL_GPL(__pfn_to_mfn);

bool __set_phys_to_machine(unsigned long pfn, unsigned long mfn)
{
	return true;
}
EXPORT_SYMBOL_GPL(__set_phys_to_machine);

int set_foreign_p2m_mapping(struct gnttab_map_grant_ref *map_ops,
			    struct gnttab_map_grant_ref *kmap_ops,
			    struct page **pages, unsigned int count)
{
	return 0;
}

int clear_foreign_p2m_mapping(struct gnttab_unmap_grant_ref *unmap_ops,
			      struct gnttab_unmap_grant_ref *kunmap_ops,
			      struct page **pages, unsigned int count)
{
	return 0;
}

/* Let own pages show the first @nr frames of a table of at most @max */
static int map_table(unsigned long nr, unsigned long max, unsigned long index,
		     void **table)
{
	struct xen_add_to_physmap xatp = {
		.domid = DOMID_SELF,
		.space = XENMAPSPACE_grant_table,
	};
	unsigned long i;
	int ret;

	if (!*table)
		*table = alloc_pages_exact(max << PAGE_SHIFT, GFP_ATOMIC);
	if (!*table)
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		xatp.idx = index + i;
		xatp.gpfn = virt_to_gfn(*table + (i << PAGE_SHIFT));
		ret = HYPERVISOR_memory_op(XENMEM_add_to_physmap, &xatp);
		if (ret)
			return ret;
	}
	return 0;
}

/* These two are for version 2, see linux-grant-table.c */
int arch_gnttab_map_shared(xen_pfn_t *frames, unsigned long nr_gframes,
			   unsigned long max_nr_gframes, void **shared)
{
	return map_table(nr_gframes, max_nr_gframes, 0, shared);
}

int arch_gnttab_map_status(uint64_t *frames, unsigned long nr_gframes,
			   unsigned long max_nr_gframes,
			   grant_status_t **shared)
{
	return map_table(nr_gframes, max_nr_gframes,
			 XENMAPIDX_grant_table_status, (void **)shared);
}

void arch_gnttab_unmap(void *shared, unsigned long nr_gframes)
{
}

int arch_gnttab_init(unsigned long nr_shared, unsigned long nr_status)
{
	return 0;
}

/* The pages that will show the frames of a version 1 table */
static int __init reserve_grant_frames(void)
{
	static xen_pfn_t pfns[FX_GRANT_FRAMES];
	unsigned int i, count = gnttab_max_grant_frames();
	void *frames = alloc_pages_exact(count * PAGE_SIZE,
					 GFP_KERNEL | __GFP_ZERO);

	if (!frames)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		pfns[i] = virt_to_gfn(frames) + i;
	xen_auto_xlat_grant_frames.pfn = pfns;
	xen_auto_xlat_grant_frames.count = count;
	xen_auto_xlat_grant_frames.vaddr = frames;
	return 0;
}

static void tell_end(unsigned int reason)
{
	struct sched_shutdown op = { .reason = reason };

	HYPERVISOR_sched_op(SCHEDOP_shutdown, &op);
}

/* An orderly end is told: the exit status of a UML kernel is no proof of it */
static int on_reboot(struct notifier_block *nb, unsigned long event, void *arg)
{
	tell_end(event == SYS_RESTART ? SHUTDOWN_reboot : SHUTDOWN_poweroff);
	return NOTIFY_DONE;
}

static struct notifier_block reboot_notifier = { .notifier_call = on_reboot };

static int on_panic(struct notifier_block *nb, unsigned long event, void *arg)
{
	tell_end(SHUTDOWN_crash);
	return NOTIFY_DONE;
}

/* Before UML's own, which does not return */
static struct notifier_block panic_notifier = {
	.notifier_call = on_panic,
	.priority = INT_MAX,
};

static int __init take_parameters(void)
{
	int i;

	if (domid < 0 || domid >= FX_DOMAINS || nr_kick % 2 ||
	    domid >= nr_kick / 2)
		return -EINVAL;
	for (i = 0; i < FX_DOMAINS; i++) {
		host_kick[i].read = i < nr_kick / 2 ? kick[2 * i] : -1;
		host_kick[i].write = i < nr_kick / 2 ? kick[2 * i + 1] : -1;
	}
	return 0;
}

static int __init fake_xen_init(void)
{
	int ret = take_parameters();

	if (ret) {
		pr_err("fake-xen: needs domid= and kick=, as on the kernel command line\n");
		return ret;
	}
	ret = host_attach(domid);
	if (ret) {
		pr_err("fake-xen: domain %d cannot start: %d; the daemon must have made it, and the module loads once\n",
		       domid, ret);
		return ret;
	}

	xen_domain_type = XEN_HVM_DOMAIN;
	if (domid == 0)
		xen_start_flags |= SIF_INITDOMAIN | SIF_PRIVILEGED;
	xen_setup_features();
	ret = fake_xen_upcall_init();
	if (!ret)
		ret = reserve_grant_frames();
	if (!ret)
		ret = gnttab_init();
	if (!ret)
		ret = fake_xen_balloon_init();
	if (!ret)
		ret = fake_xen_stream_init("record", record);
	if (!ret)
		ret = fake_xen_stream_init("agent", agent);
	if (!ret)
		ret = fake_xen_stream_init("toolstack", toolstack);
	if (ret)
		panic("fake-xen: half-way in domain %d: %d\n", domid, ret);
	register_reboot_notifier(&reboot_notifier);
	atomic_notifier_chain_register(&panic_notifier_list, &panic_notifier);
	fake_xen_debugfs_init();
	return 0;
}

/* No exit: a hypervisor does not go away under its guest */
module_init(fake_xen_init);
MODULE_DESCRIPTION("Fake Xen hypervisor for UML guests over one shared file");
MODULE_LICENSE("GPL");
