// SPDX-License-Identifier: GPL-2.0
/*
 * A test's exporter of dma-bufs with odd sg tables, such as no driver of a test
 * kernel makes: what importers have to check for themselves.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/version.h>

#include "odd-exporter.h"

/* Behind each page lies another one, for what goes across */
#define ODD_ORDER	1

struct odd_buffer {
	enum odd_kind kind;
	struct page *pages[ODD_PAGES + 1];
};

static unsigned int odd_entries(enum odd_kind kind)
{
	switch (kind) {
	case ODD_TOO_SHORT:
		return ODD_PAGES - 1;
	case ODD_TOO_LONG:
		return ODD_PAGES + 1;
	default:
		return ODD_PAGES;
	}
}

static void odd_set_entry(struct scatterlist *sg, struct odd_buffer *buffer,
			  unsigned int i)
{
	unsigned int offset = 0, length = PAGE_SIZE;

	if ((buffer->kind == ODD_FIRST_OFFSET && i == 0) ||
	    (buffer->kind == ODD_MIDDLE_OFFSET && i == 2)) {
		offset = PAGE_SIZE / 2;
		length = PAGE_SIZE / 2;
	}
	if (buffer->kind == ODD_MIDDLE_SHIFT && i == 2)
		offset = PAGE_SIZE / 2;
	if (buffer->kind == ODD_MIDDLE_LENGTH && i == 1)
		length = PAGE_SIZE / 2;
	sg_set_page(sg, buffer->pages[i], length, offset);
}

static struct sg_table *odd_map(struct dma_buf_attachment *attach,
				enum dma_data_direction dir)
{
	struct odd_buffer *buffer = attach->dmabuf->priv;
	struct scatterlist *sg;
	struct sg_table *sgt;
	unsigned int i;
	int ret;

	sgt = kzalloc(sizeof(*sgt), GFP_KERNEL);
	if (!sgt)
		return ERR_PTR(-ENOMEM);

	ret = sg_alloc_table(sgt, odd_entries(buffer->kind), GFP_KERNEL);
	if (ret)
		goto err_free;

	for_each_sgtable_sg(sgt, sg, i)
		odd_set_entry(sg, buffer, i);

	ret = dma_map_sgtable(attach->dev, sgt, dir, 0);
	if (ret)
		goto err_table;
	return sgt;

err_table:
	sg_free_table(sgt);
err_free:
	kfree(sgt);
	return ERR_PTR(ret);
}

static void odd_unmap(struct dma_buf_attachment *attach, struct sg_table *sgt,
		      enum dma_data_direction dir)
{
	dma_unmap_sgtable(attach->dev, sgt, dir, 0);
	sg_free_table(sgt);
	kfree(sgt);
}

static void odd_free(struct odd_buffer *buffer)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(buffer->pages); i++)
		if (buffer->pages[i])
			__free_pages(buffer->pages[i], ODD_ORDER);
	kfree(buffer);
}

static void odd_release(struct dma_buf *dmabuf)
{
	odd_free(dmabuf->priv);
}

static const struct dma_buf_ops odd_ops = {
	.map_dma_buf = odd_map,
	.unmap_dma_buf = odd_unmap,
	.release = odd_release,
};

static struct odd_buffer *odd_alloc(enum odd_kind kind)
{
	struct odd_buffer *buffer;
	unsigned int i;

	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return NULL;

	buffer->kind = kind;
	for (i = 0; i < ARRAY_SIZE(buffer->pages); i++) {
		buffer->pages[i] = alloc_pages(GFP_KERNEL | __GFP_ZERO, ODD_ORDER);
		if (!buffer->pages[i]) {
			odd_free(buffer);
			return NULL;
		}
	}
	return buffer;
}

static long odd_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct odd_buffer *buffer;
	struct dma_buf *dmabuf;
	int fd;

	if (cmd != ODD_EXPORT)
		return -ENOTTY;
	if (arg >= ODD_KINDS)
		return -EINVAL;

	buffer = odd_alloc(arg);
	if (!buffer)
		return -ENOMEM;

	info.ops = &odd_ops;
	info.size = ODD_PAGES * PAGE_SIZE;
	info.flags = O_RDWR | O_CLOEXEC;
	info.priv = buffer;
	dmabuf = dma_buf_export(&info);
	if (IS_ERR(dmabuf)) {
		odd_free(buffer);
		return PTR_ERR(dmabuf);
	}

	fd = dma_buf_fd(dmabuf, O_CLOEXEC);
	if (fd < 0)
		dma_buf_put(dmabuf);
	return fd;
}

static const struct file_operations odd_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = odd_ioctl,
};

static struct miscdevice odd_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "odd-exporter",
	.fops = &odd_fops,
};

module_misc_device(odd_device);

MODULE_DESCRIPTION("Exporter of odd dma-bufs, for tests");
MODULE_LICENSE("GPL");
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
MODULE_IMPORT_NS("DMA_BUF");
#else
MODULE_IMPORT_NS(DMA_BUF);
#endif
