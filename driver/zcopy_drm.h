/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ZCOPY_DRM_H_
#define _ZCOPY_DRM_H_

#include <linux/types.h>

#include <drm/xen_zcopy_drm.h>

struct drm_device;
struct drm_file;
struct file;

/* zcopy_drm.c: GEM objects */

int zcopy_gem_from_refs(struct drm_device *drm, struct drm_file *file,
			struct drm_xen_zcopy_dumb_from_refs *args,
			const u32 __user *grefs);
int zcopy_gem_to_refs(struct drm_device *drm, struct drm_file *file,
		      const struct drm_xen_zcopy_dumb_to_refs *args,
		      u32 __user *grefs);

/* zcopy_ioctl.c: arguments of native callers */

/**
 * struct zcopy_user_arg - an ioctl's argument on its way through drm_ioctl_kernel()
 * @arg: as the caller gave it
 *
 * The DRM core's own copying is not used: it copies out after the handler is
 * done, when a fault can no longer be undone.
 */
struct zcopy_user_arg {
	void __user *arg;
};

#define ZCOPY_IOCTL_FLAGS	DRM_AUTH

long zcopy_ioctl(struct file *filp, unsigned int cmd, unsigned long arg);

/* zcopy_ioctl32.c: arguments of 32 bit callers on a 64 bit kernel */

#ifdef CONFIG_COMPAT
long zcopy_compat_ioctl(struct file *filp, unsigned int cmd, unsigned long arg);
#else
#define zcopy_compat_ioctl	NULL
#endif

#endif /* _ZCOPY_DRM_H_ */
