/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between the kernels that this driver supports (6.1 and later).
 * Every #if on a version stands here. Of 6.1 the stable series is meant: it has
 * dma_buf_map_attachment_unlocked(), which came with 6.2.
 */
#ifndef _ZCOPY_COMPAT_H_
#define _ZCOPY_COMPAT_H_

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/version.h>

#include <drm/drm_device.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_prime.h>

/* 6.13: the namespace became a string. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define ZCOPY_IMPORT_NS_DMA_BUF		MODULE_IMPORT_NS("DMA_BUF")
#else
#define ZCOPY_IMPORT_NS_DMA_BUF		MODULE_IMPORT_NS(DMA_BUF)
#endif

/* 6.12: drm_open() insists on the flag, the field is new as well. */
#ifdef FOP_UNSIGNED_OFFSET
#define ZCOPY_FOP_FLAGS			.fop_flags = FOP_UNSIGNED_OFFSET
#else
#define ZCOPY_FOP_FLAGS			.llseek = noop_llseek
#endif

/* 6.6: PRIME became the default of every GEM driver. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
#define ZCOPY_PRIME_EXPORT		.prime_handle_to_fd = NULL
#define ZCOPY_PRIME_IMPORT		.prime_fd_to_handle = NULL
#else
#define ZCOPY_PRIME_EXPORT		.prime_handle_to_fd = drm_gem_prime_handle_to_fd
#define ZCOPY_PRIME_IMPORT		.prime_fd_to_handle = drm_gem_prime_fd_to_handle
#endif

/* 6.14: the date is gone. Before, DRM_IOCTL_VERSION warns when it is missing. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 14, 0)
#define ZCOPY_DRM_DATE			.patchlevel = 0
#else
#define ZCOPY_DRM_DATE			.date = "20261122"
#endif

/* 6.3: vm_flags may only be changed through functions. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
static inline void zcopy_vm_flags_set(struct vm_area_struct *vma,
				      unsigned long flags)
{
	vm_flags_set(vma, flags);
}
#else
static inline void zcopy_vm_flags_set(struct vm_area_struct *vma,
				      unsigned long flags)
{
	vma->vm_flags |= flags;
}
#endif

/* 6.5: the lines that every DRM driver has in fdinfo. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
static inline void zcopy_show_drm_fdinfo(struct seq_file *m, struct file *filp)
{
	drm_show_fdinfo(m, filp);
}
#else
static inline void zcopy_show_drm_fdinfo(struct seq_file *m, struct file *filp)
{
	struct drm_file *file = filp->private_data;

	seq_printf(m, "drm-driver:\t%s\n", file->minor->dev->driver->name);
}
#endif

#endif /* _ZCOPY_COMPAT_H_ */
