// SPDX-License-Identifier: GPL-2.0
/*
 * A test's importer of dma-bufs: devices of any direction, and such as no device
 * of a test kernel is.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/version.h>

#include "odd-importer.h"

/**
 * struct odd_device - an open file's device
 * @pdev: the device
 * @lock: protects what follows
 * @attach: of the dma-buf, or NULL
 * @sgt: of @attach
 * @direction: of @sgt
 */
struct odd_device {
	struct platform_device *pdev;
	struct mutex lock; /* protects what follows */
	struct dma_buf_attachment *attach;
	struct sg_table *sgt;
	enum dma_data_direction direction;
};

static int odd_attach(struct odd_device *odd, struct dma_buf *dmabuf,
		      enum dma_data_direction direction)
{
	struct dma_buf_attachment *attach;
	struct sg_table *sgt;

	attach = dma_buf_attach(dmabuf, &odd->pdev->dev);
	if (IS_ERR(attach))
		return PTR_ERR(attach);

	sgt = dma_buf_map_attachment_unlocked(attach, direction);
	if (IS_ERR(sgt)) {
		dma_buf_detach(dmabuf, attach);
		return PTR_ERR(sgt);
	}
	odd->attach = attach;
	odd->sgt = sgt;
	odd->direction = direction;
	return 0;
}

static void odd_detach(struct odd_device *odd)
{
	struct dma_buf *dmabuf = odd->attach->dmabuf;

	dma_buf_unmap_attachment_unlocked(odd->attach, odd->sgt,
					  odd->direction);
	dma_buf_detach(dmabuf, odd->attach);
	dma_buf_put(dmabuf);
}

static int odd_import(struct odd_device *odd, const struct odd_import *args)
{
	struct dma_buf *dmabuf;
	int ret;

	if (odd->attach)
		return -EBUSY;

	dmabuf = dma_buf_get(args->fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);

	dma_set_max_seg_size(&odd->pdev->dev, args->max_segment ?: UINT_MAX);
	ret = odd_attach(odd, dmabuf, args->direction);
	if (ret)
		dma_buf_put(dmabuf);
	return ret;
}

static long odd_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct odd_device *odd = file->private_data;
	struct odd_import args;
	int ret;

	if (cmd != ODD_IMPORT)
		return -ENOTTY;
	if (copy_from_user(&args, (void __user *)arg, sizeof(args)))
		return -EFAULT;

	mutex_lock(&odd->lock);
	ret = odd_import(odd, &args);
	mutex_unlock(&odd->lock);
	return ret;
}

static int odd_open(struct inode *inode, struct file *file)
{
	const struct platform_device_info info = {
		.name = "odd-importer",
		.id = PLATFORM_DEVID_AUTO,
		.dma_mask = DMA_BIT_MASK(64),
	};
	struct odd_device *odd;
	int ret;

	odd = kzalloc(sizeof(*odd), GFP_KERNEL);
	if (!odd)
		return -ENOMEM;

	odd->pdev = platform_device_register_full(&info);
	if (IS_ERR(odd->pdev)) {
		ret = PTR_ERR(odd->pdev);
		kfree(odd);
		return ret;
	}
	mutex_init(&odd->lock);
	file->private_data = odd;
	return 0;
}

static int odd_release(struct inode *inode, struct file *file)
{
	struct odd_device *odd = file->private_data;

	if (odd->attach)
		odd_detach(odd);
	platform_device_unregister(odd->pdev);
	mutex_destroy(&odd->lock);
	kfree(odd);
	return 0;
}

static const struct file_operations odd_fops = {
	.owner = THIS_MODULE,
	.open = odd_open,
	.release = odd_release,
	.unlocked_ioctl = odd_ioctl,
};

static struct miscdevice odd_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "odd-importer",
	.fops = &odd_fops,
};

module_misc_device(odd_misc);

MODULE_DESCRIPTION("Importer of dma-bufs for odd devices, for tests");
MODULE_LICENSE("GPL");
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
MODULE_IMPORT_NS("DMA_BUF");
#else
MODULE_IMPORT_NS(DMA_BUF);
#endif
