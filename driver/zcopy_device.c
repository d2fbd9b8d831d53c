// SPDX-License-Identifier: GPL-2.0
/*
 * The device that stands for the driver. There is no hardware behind it: it is
 * the parent of the DRM device, and what dma-bufs of others are attached to when
 * their pages are to be granted.
 *
 * For that its bus addresses must be what grants are made of: the domain's own
 * page frames, neither translated by an IOMMU nor bounced. A bounced page
 * would give the frontend a copy that nobody ever looks at. Hence DMA operations
 * of its own. On kernels without such (their DMA is direct) the mask of 64 bits
 * has the same effect.
 */
#include <linux/dma-map-ops.h>
#include <linux/err.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>

#include "zcopy_core.h"

static dma_addr_t zcopy_dma_map_page(struct device *dev, struct page *page,
				     unsigned long offset, size_t size,
				     enum dma_data_direction dir,
				     unsigned long attrs)
{
	return page_to_phys(page) + offset;
}

static void zcopy_dma_unmap_page(struct device *dev, dma_addr_t addr,
				 size_t size, enum dma_data_direction dir,
				 unsigned long attrs)
{
}

static int zcopy_dma_map_sg(struct device *dev, struct scatterlist *sgl,
			    int nents, enum dma_data_direction dir,
			    unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, nents, i) {
		sg_dma_address(sg) = sg_phys(sg);
		sg_dma_len(sg) = sg->length;
	}
	return nents;
}

static void zcopy_dma_unmap_sg(struct device *dev, struct scatterlist *sgl,
			       int nents, enum dma_data_direction dir,
			       unsigned long attrs)
{
}

/* Nothing but what an importer of dma-bufs needs; no cache is to be flushed. */
static const struct dma_map_ops zcopy_dma_ops = {
	.map_page = zcopy_dma_map_page,
	.unmap_page = zcopy_dma_unmap_page,
	.map_sg = zcopy_dma_map_sg,
	.unmap_sg = zcopy_dma_unmap_sg,
};

/**
 * zcopy_device_create() - make the device
 *
 * Return: the device, to be given to zcopy_device_destroy(), or an ERR_PTR().
 */
struct device *zcopy_device_create(void)
{
	const struct platform_device_info info = {
		.name = "xen_drm_zcopy",
		.id = PLATFORM_DEVID_NONE,
		.dma_mask = DMA_BIT_MASK(64),
	};
	struct platform_device *pdev;

	pdev = platform_device_register_full(&info);
	if (IS_ERR(pdev))
		return ERR_CAST(pdev);

	set_dma_ops(&pdev->dev, &zcopy_dma_ops);
	/* An exporter may merge as many pages as it likes. */
	dma_set_max_seg_size(&pdev->dev, UINT_MAX);
	return &pdev->dev;
}

/**
 * zcopy_device_destroy() - remove the device
 * @dev: from zcopy_device_create()
 */
void zcopy_device_destroy(struct device *dev)
{
	set_dma_ops(dev, NULL);
	platform_device_unregister(to_platform_device(dev));
}
