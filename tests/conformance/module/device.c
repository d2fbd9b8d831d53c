// SPDX-License-Identifier: GPL-2.0
/*
 * A device that reads and writes the pages of a dma-buf, by the address that its
 * exporter gave: the PCI device "edu" of QEMU (docs/specs/edu of its source), which
 * copies between memory and 4 KiB of its own. The right address is the
 * hypervisor's business, so only a device can tell.
 */
#include <linux/delay.h>
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/pci.h>

#include "probe.h"

#ifdef CONFIG_PCI

MODULE_IMPORT_NS(DMA_BUF);

#define EDU_VENDOR	0x1234
#define EDU_DEVICE	0x11e8
#define EDU_SOURCE	0x80
#define EDU_DEST	0x88
#define EDU_COUNT	0x90
#define EDU_COMMAND	0x98
#define EDU_START	BIT(0)
#define EDU_TO_MEMORY	BIT(1)
#define EDU_BUFFER	0x40000

/* It takes 100 ms for each transfer, however small */
#define EDU_TIMEOUT_MS	5000

struct edu {
	struct pci_dev *pci;
	void __iomem *registers;
	void *bounce;
	dma_addr_t bounce_addr;
};

static int edu_transfer(struct edu *edu, u64 source, u64 dest, u64 length,
			u64 direction)
{
	unsigned int waited;

	writeq(source, edu->registers + EDU_SOURCE);
	writeq(dest, edu->registers + EDU_DEST);
	writeq(length, edu->registers + EDU_COUNT);
	writeq(direction | EDU_START, edu->registers + EDU_COMMAND);
	for (waited = 0; waited < EDU_TIMEOUT_MS; waited += 10) {
		if (!(readq(edu->registers + EDU_COMMAND) & EDU_START))
			return 0;
		msleep(10);
	}
	return -ETIMEDOUT;
}

/* From memory into the device, and from there into memory */
static int edu_copy(struct edu *edu, dma_addr_t from, dma_addr_t to, u64 length)
{
	return edu_transfer(edu, from, EDU_BUFFER, length, 0) ?:
	       edu_transfer(edu, EDU_BUFFER, to, length, EDU_TO_MEMORY);
}

static int edu_open(struct edu *edu)
{
	int ret;

	edu->pci = pci_get_device(EDU_VENDOR, EDU_DEVICE, NULL);
	if (!edu->pci)
		return -ENODEV;
	ret = pci_enable_device(edu->pci);
	if (ret)
		goto put;
	pci_set_master(edu->pci);
	ret = dma_set_mask_and_coherent(&edu->pci->dev, DMA_BIT_MASK(64));
	if (ret)
		goto disable;
	ret = -ENOMEM;
	edu->registers = pci_iomap(edu->pci, 0, 0);
	if (!edu->registers)
		goto disable;
	edu->bounce = dma_alloc_coherent(&edu->pci->dev, PAGE_SIZE,
					 &edu->bounce_addr, GFP_KERNEL);
	if (edu->bounce)
		return 0;
	pci_iounmap(edu->pci, edu->registers);
disable:
	pci_disable_device(edu->pci);
put:
	pci_dev_put(edu->pci);
	return ret;
}

static void edu_close(struct edu *edu)
{
	dma_free_coherent(&edu->pci->dev, PAGE_SIZE, edu->bounce,
			  edu->bounce_addr);
	pci_iounmap(edu->pci, edu->registers);
	pci_disable_device(edu->pci);
	pci_dev_put(edu->pci);
}

/* The address that a device has for a place in the buffer; 0: it is not there */
static dma_addr_t address_at(struct sg_table *sgt, u64 offset)
{
	struct scatterlist *sg;
	unsigned int i;

	for_each_sgtable_dma_sg(sgt, sg, i) {
		if (offset < sg_dma_len(sg))
			return sg_dma_address(sg) + offset;
		offset -= sg_dma_len(sg);
	}
	return 0;
}

static int use_attachment(struct edu *edu, struct dma_buf_attachment *attach,
			  struct gp_device *arg)
{
	struct sg_table *sgt;
	dma_addr_t address;
	int ret = -ERANGE;

	sgt = dma_buf_map_attachment_unlocked(attach, DMA_BIDIRECTIONAL);
	if (IS_ERR(sgt))
		return PTR_ERR(sgt);

	address = address_at(sgt, (u64)arg->page * PAGE_SIZE);
	if (!address)
		goto unmap;
	if (arg->write) {
		memcpy(edu->bounce, arg->bytes, arg->length);
		ret = edu_copy(edu, edu->bounce_addr, address, arg->length);
	} else {
		ret = edu_copy(edu, address, edu->bounce_addr, arg->length);
		memcpy(arg->bytes, edu->bounce, arg->length);
	}
unmap:
	dma_buf_unmap_attachment_unlocked(attach, sgt, DMA_BIDIRECTIONAL);
	return ret;
}

long probe_use_device(struct probe *probe, struct gp_device *arg)
{
	struct dma_buf_attachment *attach;
	struct dma_buf *dmabuf;
	struct edu edu;
	int ret;

	if (!arg->length || arg->length > GP_BYTES)
		return -EINVAL;
	ret = edu_open(&edu);
	if (ret)
		return ret;
	dmabuf = dma_buf_get(arg->fd);
	ret = PTR_ERR_OR_ZERO(dmabuf);
	if (ret)
		goto close;
	attach = dma_buf_attach(dmabuf, &edu.pci->dev);
	ret = PTR_ERR_OR_ZERO(attach);
	if (ret)
		goto put;
	ret = use_attachment(&edu, attach, arg);
	dma_buf_detach(dmabuf, attach);
put:
	dma_buf_put(dmabuf);
close:
	edu_close(&edu);
	return ret;
}

#else

long probe_use_device(struct probe *probe, struct gp_device *arg)
{
	return -ENODEV;
}

#endif /* CONFIG_PCI */
