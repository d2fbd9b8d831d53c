// SPDX-License-Identifier: GPL-2.0
/*
 * A mapped buffer as a dma-buf: for devices, for the kernel, for user space.
 *
 * The dma-buf holds the mapped buffer itself and nothing of the door through
 * which it was made.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/iosys-map.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <xen/xen.h>

#include "zcopy_compat.h"
#include "zcopy_mapped.h"

/**
 * struct zcopy_attached - the buffer mapped for one device
 * @node: in &zcopy_mapped.attached
 * @dev: the device
 * @dir: direction of the mapping
 * @sgt: what the importer gets
 */
struct zcopy_attached {
	struct list_head node;
	struct device *dev;
	enum dma_data_direction dir;
	struct sg_table sgt;
};

static int zcopy_dmabuf_attach(struct dma_buf *dmabuf,
			       struct dma_buf_attachment *attach)
{
	/* Chunks are pages: see zcopy_fill_sgt(). */
	if (dma_get_max_seg_size(attach->dev) < PAGE_SIZE)
		return -EINVAL;
	return 0;
}

/*
 * One page per entry. Pages that follow each other here were granted one by
 * one and do not follow each other in the machine's memory; an entry of several
 * would make swiotlb-xen bounce it, and on PV be simply wrong.
 */
static int zcopy_fill_sgt(struct sg_table *sgt,
			  const struct zcopy_mapped *mapped)
{
	struct scatterlist *sg;
	unsigned int i;
	int ret;

	ret = sg_alloc_table(sgt, mapped->nr_pages, ZCOPY_GFP_USER);
	if (ret)
		return ret;

	for_each_sgtable_sg(sgt, sg, i)
		sg_set_page(sg, mapped->pages[i], PAGE_SIZE, 0);
	return 0;
}

static struct sg_table *zcopy_dmabuf_map(struct dma_buf_attachment *attach,
					 enum dma_data_direction dir)
{
	struct zcopy_mapped *mapped = attach->dmabuf->priv;
	struct zcopy_attached *attached;
	int ret;

	if (!valid_dma_direction(dir))
		return ERR_PTR(-EINVAL);

	attached = kzalloc(sizeof(*attached), ZCOPY_GFP_USER);
	if (!attached)
		return ERR_PTR(-ENOMEM);

	attached->dev = attach->dev;
	attached->dir = dir;
	ret = zcopy_fill_sgt(&attached->sgt, mapped);
	if (ret)
		goto err_free;

	/*
	 * Mapped without syncing, then synced: the same thing, but without it the
	 * DMA debugging code takes a second importer of the pages for a mistake.
	 */
	ret = dma_map_sgtable(attach->dev, &attached->sgt, dir,
			      DMA_ATTR_SKIP_CPU_SYNC);
	if (ret)
		goto err_table;
	dma_sync_sgtable_for_device(attach->dev, &attached->sgt, dir);

	mutex_lock(&mapped->lock);
	list_add(&attached->node, &mapped->attached);
	mutex_unlock(&mapped->lock);
	return &attached->sgt;

err_table:
	sg_free_table(&attached->sgt);
err_free:
	kfree(attached);
	return ERR_PTR(ret);
}

static void zcopy_dmabuf_unmap(struct dma_buf_attachment *attach,
			       struct sg_table *sgt,
			       enum dma_data_direction dir)
{
	struct zcopy_mapped *mapped = attach->dmabuf->priv;
	struct zcopy_attached *attached;

	attached = container_of(sgt, struct zcopy_attached, sgt);

	mutex_lock(&mapped->lock);
	list_del(&attached->node);
	mutex_unlock(&mapped->lock);

	dma_sync_sgtable_for_cpu(attached->dev, sgt, attached->dir);
	dma_unmap_sgtable(attached->dev, sgt, attached->dir,
			  DMA_ATTR_SKIP_CPU_SYNC);
	sg_free_table(sgt);
	kfree(attached);
}

/* Whatever part the CPU is going to touch, the caches are right for all of it. */
static int zcopy_dmabuf_begin_cpu_access(struct dma_buf *dmabuf,
					 enum dma_data_direction dir)
{
	struct zcopy_mapped *mapped = dmabuf->priv;
	struct zcopy_attached *attached;

	mutex_lock(&mapped->lock);
	list_for_each_entry(attached, &mapped->attached, node)
		dma_sync_sgtable_for_cpu(attached->dev, &attached->sgt,
					 attached->dir);
	mutex_unlock(&mapped->lock);
	return 0;
}

static int zcopy_dmabuf_end_cpu_access(struct dma_buf *dmabuf,
				       enum dma_data_direction dir)
{
	struct zcopy_mapped *mapped = dmabuf->priv;
	struct zcopy_attached *attached;

	mutex_lock(&mapped->lock);
	list_for_each_entry(attached, &mapped->attached, node)
		dma_sync_sgtable_for_device(attached->dev, &attached->sgt,
					    attached->dir);
	mutex_unlock(&mapped->lock);
	return 0;
}

/* The dma-buf core's mmap holds the dma-buf, and thus the pages, via vm_file. */
static vm_fault_t zcopy_vm_fault(struct vm_fault *vmf)
{
	struct zcopy_mapped *mapped = vmf->vma->vm_private_data;

	if (vmf->pgoff >= mapped->nr_pages)
		return VM_FAULT_SIGBUS;

	/* A page frame, not a page: nobody can take references on it. */
	return vmf_insert_pfn(vmf->vma, vmf->address,
			      page_to_pfn(mapped->pages[vmf->pgoff]));
}

static const struct vm_operations_struct zcopy_vm_ops = {
	.fault = zcopy_vm_fault,
};

static int zcopy_dmabuf_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	struct zcopy_mapped *mapped = dmabuf->priv;

	/*
	 * On x86 PV the ordinary way would seem to work and fault when the memory
	 * is touched: each page table entry would have to be a mapping of the
	 * grant (see zcopy_pv.c), and be undone before the process changes it.
	 */
	if (xen_pv_domain())
		return -EOPNOTSUPP;
	if (vma->vm_pgoff > mapped->nr_pages ||
	    vma_pages(vma) > mapped->nr_pages - vma->vm_pgoff)
		return -EINVAL;
	/* Copies of page frames cannot be made on write. */
	if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE)
		return -EINVAL;

	zcopy_vm_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = mapped;
	vma->vm_ops = &zcopy_vm_ops;
	return 0;
}

/* The dma-buf core calls this once for all users together. */
static int zcopy_dmabuf_vmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	struct zcopy_mapped *mapped = dmabuf->priv;
	void *vaddr = mapped->range;

	if (!vaddr)
		vaddr = vmap(mapped->pages, mapped->nr_pages, VM_MAP,
			     PAGE_KERNEL);
	if (!vaddr)
		return -ENOMEM;

	iosys_map_set_vaddr(map, vaddr);
	return 0;
}

static void zcopy_dmabuf_vunmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	struct zcopy_mapped *mapped = dmabuf->priv;

	if (!mapped->range)
		vunmap(map->vaddr);
}

static void zcopy_dmabuf_release(struct dma_buf *dmabuf)
{
	zcopy_mapped_put(dmabuf->priv);
}

static const struct dma_buf_ops zcopy_dmabuf_ops = {
	.attach = zcopy_dmabuf_attach,
	.map_dma_buf = zcopy_dmabuf_map,
	.unmap_dma_buf = zcopy_dmabuf_unmap,
	.begin_cpu_access = zcopy_dmabuf_begin_cpu_access,
	.end_cpu_access = zcopy_dmabuf_end_cpu_access,
	.mmap = zcopy_dmabuf_mmap,
	.vmap = zcopy_dmabuf_vmap,
	.vunmap = zcopy_dmabuf_vunmap,
	.release = zcopy_dmabuf_release,
};

/**
 * zcopy_mapped_export() - make the dma-buf of a mapped buffer
 * @mapped: the buffer; the dma-buf takes a reference of its own
 * @flags: of the file, O_CLOEXEC and O_RDWR
 *
 * Return: the dma-buf, or an ERR_PTR().
 */
struct dma_buf *zcopy_mapped_export(struct zcopy_mapped *mapped, int flags)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf *dmabuf;

	info.ops = &zcopy_dmabuf_ops;
	info.size = zcopy_mapped_size(mapped);
	info.flags = flags;
	info.priv = zcopy_mapped_get(mapped);

	dmabuf = dma_buf_export(&info);
	if (IS_ERR(dmabuf))
		zcopy_mapped_put(mapped);
	return dmabuf;
}

/**
 * zcopy_mapped_from_dmabuf() - the mapped buffer behind a dma-buf
 * @dmabuf: any dma-buf that the caller has a reference on
 *
 * Return: the buffer with a reference for the caller, or NULL when the dma-buf
 * is not one of ours.
 */
struct zcopy_mapped *zcopy_mapped_from_dmabuf(struct dma_buf *dmabuf)
{
	if (dmabuf->ops != &zcopy_dmabuf_ops)
		return NULL;
	return zcopy_mapped_get(dmabuf->priv);
}

ZCOPY_IMPORT_NS_DMA_BUF;
