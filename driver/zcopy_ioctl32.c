// SPDX-License-Identifier: GPL-2.0
/*
 * The ioctls' arguments as a 32 bit caller has them. The ABI of 2018 holds a
 * plain pointer, so the structures differ in size, and their numbers with them.
 * The alignment of 64 bit members differs, too, between i386 and ARM:
 * compat_u64 is right for the caller's.
 */
#include <linux/build_bug.h>
#include <linux/compat.h>
#include <linux/stddef.h>
#include <linux/uaccess.h>

#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_ioctl.h>

#include "zcopy_core.h"
#include "zcopy_drm.h"

struct zcopy_create_dumb32 {
	u32 height;
	u32 width;
	u32 bpp;
	u32 flags;
	u32 handle;
	u32 pitch;
	compat_u64 size;
};

struct zcopy_from_refs32 {
	u32 num_grefs;
	compat_uptr_t grefs;
	compat_u64 otherend_id;
	struct zcopy_create_dumb32 dumb;
	u32 wait_handle;
};

struct zcopy_to_refs32 {
	u32 num_grefs;
	compat_uptr_t grefs;
	compat_u64 otherend_id;
	u32 handle;
};

#define ZCOPY_FROM_REFS32	DRM_IOWR(DRM_COMMAND_BASE + \
	DRM_XEN_ZCOPY_DUMB_FROM_REFS, struct zcopy_from_refs32)
#define ZCOPY_TO_REFS32		DRM_IOWR(DRM_COMMAND_BASE + \
	DRM_XEN_ZCOPY_DUMB_TO_REFS, struct zcopy_to_refs32)

/* i386: 64 bit members are aligned to 4 bytes; ARM: to 8. */
#define ZCOPY_FROM_REFS32_SIZE	(__alignof__(compat_u64) == 4 ? 52 : 56)
#define ZCOPY_TO_REFS32_SIZE	(__alignof__(compat_u64) == 4 ? 20 : 24)

static_assert(sizeof(struct zcopy_create_dumb32) == 32);
static_assert(sizeof(struct zcopy_from_refs32) == ZCOPY_FROM_REFS32_SIZE);
static_assert(offsetof(struct zcopy_from_refs32, grefs) == 4);
static_assert(offsetof(struct zcopy_from_refs32, otherend_id) == 8);
static_assert(offsetof(struct zcopy_from_refs32, dumb) == 16);
static_assert(offsetof(struct zcopy_from_refs32, wait_handle) == 48);
static_assert(sizeof(struct zcopy_to_refs32) == ZCOPY_TO_REFS32_SIZE);
static_assert(offsetof(struct zcopy_to_refs32, grefs) == 4);
static_assert(offsetof(struct zcopy_to_refs32, otherend_id) == 8);
static_assert(offsetof(struct zcopy_to_refs32, handle) == 16);

static int zcopy_from_refs32_ioctl(struct drm_device *drm, void *data,
				   struct drm_file *file)
{
	struct zcopy_user_arg *user = data;
	struct drm_xen_zcopy_dumb_from_refs args = {};
	struct zcopy_from_refs32 args32;
	int ret;

	if (copy_from_user(&args32, user->arg, sizeof(args32)))
		return -EFAULT;

	args.num_grefs = args32.num_grefs;
	args.otherend_id = args32.otherend_id;
	args.dumb.height = args32.dumb.height;
	args.dumb.width = args32.dumb.width;
	args.dumb.bpp = args32.dumb.bpp;
	args.dumb.flags = args32.dumb.flags;

	ret = zcopy_gem_from_refs(drm, file, &args, compat_ptr(args32.grefs));
	if (ret)
		return ret;

	args32.dumb.handle = args.dumb.handle;
	args32.dumb.pitch = args.dumb.pitch;
	args32.dumb.size = args.dumb.size;
	args32.wait_handle = args.wait_handle;
	if (copy_to_user(user->arg, &args32, sizeof(args32))) {
		drm_gem_handle_delete(file, args.dumb.handle);
		return -EFAULT;
	}
	return 0;
}

static int zcopy_to_refs32_ioctl(struct drm_device *drm, void *data,
				 struct drm_file *file)
{
	struct zcopy_user_arg *user = data;
	struct drm_xen_zcopy_dumb_to_refs args = {};
	struct zcopy_to_refs32 args32;

	if (copy_from_user(&args32, user->arg, sizeof(args32)))
		return -EFAULT;

	args.num_grefs = args32.num_grefs;
	args.otherend_id = args32.otherend_id;
	args.handle = args32.handle;
	return zcopy_gem_to_refs(drm, file, &args, compat_ptr(args32.grefs));
}

/**
 * zcopy_compat_ioctl() - ioctls of a 32 bit caller
 * @filp: open DRM file
 * @cmd: an ioctl of ours, or one of the DRM core
 * @arg: its argument
 *
 * Return: 0 or a negative errno.
 */
long zcopy_compat_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct zcopy_user_arg user = { .arg = compat_ptr(arg) };

	switch (cmd) {
	case ZCOPY_FROM_REFS32:
		return drm_ioctl_kernel(filp, zcopy_from_refs32_ioctl, &user,
					ZCOPY_IOCTL_FLAGS);
	case ZCOPY_TO_REFS32:
		return drm_ioctl_kernel(filp, zcopy_to_refs32_ioctl, &user,
					ZCOPY_IOCTL_FLAGS);
	case DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE:
		/* The same for all. */
		return zcopy_ioctl(filp, cmd, (unsigned long)user.arg);
	default:
		return drm_compat_ioctl(filp, cmd, arg);
	}
}
