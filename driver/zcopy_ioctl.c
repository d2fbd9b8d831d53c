// SPDX-License-Identifier: GPL-2.0
/*
 * The ioctls' arguments as the kernel's own word size has them.
 */
#include <linux/build_bug.h>
#include <linux/stddef.h>
#include <linux/uaccess.h>

#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_ioctl.h>

#include "zcopy_core.h"
#include "zcopy_drm.h"

/* The ABI of 2018; what a 32 bit kernel has is checked in zcopy_ioctl32.c. */
#ifdef CONFIG_64BIT
static_assert(sizeof(struct drm_xen_zcopy_dumb_from_refs) == 64);
static_assert(offsetof(struct drm_xen_zcopy_dumb_from_refs, grefs) == 8);
static_assert(offsetof(struct drm_xen_zcopy_dumb_from_refs, otherend_id) == 16);
static_assert(offsetof(struct drm_xen_zcopy_dumb_from_refs, dumb) == 24);
static_assert(offsetof(struct drm_xen_zcopy_dumb_from_refs, wait_handle) == 56);
static_assert(DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS == 0xC0406440);
static_assert(sizeof(struct drm_xen_zcopy_dumb_to_refs) == 32);
static_assert(offsetof(struct drm_xen_zcopy_dumb_to_refs, grefs) == 8);
static_assert(offsetof(struct drm_xen_zcopy_dumb_to_refs, otherend_id) == 16);
static_assert(offsetof(struct drm_xen_zcopy_dumb_to_refs, handle) == 24);
static_assert(DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS == 0xC0206441);
#endif
static_assert(sizeof(struct drm_xen_zcopy_dumb_wait_free) == 8);
static_assert(offsetof(struct drm_xen_zcopy_dumb_wait_free, wait_to_ms) == 4);
static_assert(DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE == 0xC0086442);

/* The references' address, which the ABI has as a plain pointer. */
#define zcopy_user_refs(args)	((u32 __force __user *)(args)->grefs)

static int zcopy_from_refs_ioctl(struct drm_device *drm, void *data,
				 struct drm_file *file)
{
	struct zcopy_user_arg *user = data;
	struct drm_xen_zcopy_dumb_from_refs args;
	int ret;

	if (copy_from_user(&args, user->arg, sizeof(args)))
		return -EFAULT;

	ret = zcopy_gem_from_refs(drm, file, &args, zcopy_user_refs(&args));
	if (ret)
		return ret;

	if (copy_to_user(user->arg, &args, sizeof(args))) {
		drm_gem_handle_delete(file, args.dumb.handle);
		return -EFAULT;
	}
	return 0;
}

static int zcopy_to_refs_ioctl(struct drm_device *drm, void *data,
			       struct drm_file *file)
{
	struct zcopy_user_arg *user = data;
	struct drm_xen_zcopy_dumb_to_refs args;

	if (copy_from_user(&args, user->arg, sizeof(args)))
		return -EFAULT;

	/* The references are all there is to give back. */
	return zcopy_gem_to_refs(drm, file, &args, zcopy_user_refs(&args));
}

static int zcopy_wait_free_ioctl(struct drm_device *drm, void *data,
				 struct drm_file *file)
{
	struct zcopy_user_arg *user = data;
	struct drm_xen_zcopy_dumb_wait_free args;
	int ret;

	if (copy_from_user(&args, user->arg, sizeof(args)))
		return -EFAULT;

	ret = zcopy_record_wait(args.wait_handle, &args.wait_to_ms);
	if (ret == -EINTR && copy_to_user(user->arg, &args, sizeof(args)))
		return -EFAULT;
	return ret;
}

/**
 * zcopy_ioctl() - ioctls of a caller of the kernel's own word size
 * @filp: open DRM file
 * @cmd: an ioctl of ours, or one of the DRM core
 * @arg: its argument
 *
 * Return: 0 or a negative errno.
 */
long zcopy_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct zcopy_user_arg user = { .arg = (void __user *)arg };

	switch (cmd) {
	case DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS:
		return drm_ioctl_kernel(filp, zcopy_from_refs_ioctl, &user,
					ZCOPY_IOCTL_FLAGS);
	case DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS:
		return drm_ioctl_kernel(filp, zcopy_to_refs_ioctl, &user,
					ZCOPY_IOCTL_FLAGS);
	case DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE:
		return drm_ioctl_kernel(filp, zcopy_wait_free_ioctl, &user,
					ZCOPY_IOCTL_FLAGS);
	default:
		return drm_ioctl(filp, cmd, arg);
	}
}
