// SPDX-License-Identifier: GPL-2.0
/*
 * Xen zero-copy driver: grant references of other domains as DRM buffers, and
 * DRM buffers as grant references.
 *
 * What may be relied on stands as numbered rules in zcopy_core.h.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/workqueue.h>

#include <xen/page.h>
#include <xen/xen.h>

#include "zcopy_core.h"

/* Everything that destroys a buffer runs here. */
struct workqueue_struct *zcopy_wq;

static struct device *zcopy_device;

static int __init zcopy_init(void)
{
	int ret;

	if (!xen_domain()) {
		pr_err("this kernel does not run on Xen\n");
		return -ENODEV;
	}
	if (XEN_PAGE_SIZE != PAGE_SIZE) {
		pr_err("pages of %lu bytes cannot be granted as a whole, a kernel with pages of %lu bytes is needed\n",
		       PAGE_SIZE, (unsigned long)XEN_PAGE_SIZE);
		return -EINVAL;
	}

	zcopy_account_init();

	/* Unbound: unmapping may wait for a page's other users. */
	zcopy_wq = alloc_workqueue("xen-zcopy", WQ_UNBOUND, 0);
	if (!zcopy_wq)
		return -ENOMEM;

	zcopy_device = zcopy_device_create();
	if (IS_ERR(zcopy_device)) {
		ret = PTR_ERR(zcopy_device);
		goto err_wq;
	}

	zcopy_debugfs_init();
	ret = zcopy_drm_init(zcopy_device);
	if (ret)
		goto err_device;
	return 0;

err_device:
	zcopy_debugfs_exit();
	zcopy_device_destroy(zcopy_device);
err_wq:
	destroy_workqueue(zcopy_wq);
	return ret;
}

static void __exit zcopy_exit(void)
{
	zcopy_drm_exit();
	zcopy_debugfs_exit();
	zcopy_device_destroy(zcopy_device);
	/* No buffer is left, but the last work may still be about to return. */
	destroy_workqueue(zcopy_wq);
	zcopy_records_fini();
}

module_init(zcopy_init);
module_exit(zcopy_exit);

MODULE_DESCRIPTION("Xen zero-copy DRM driver");
MODULE_LICENSE("GPL");
