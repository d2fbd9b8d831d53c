/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * User space interface of the Xen zero-copy DRM driver.
 *
 * The driver turns grant references of another domain into a DRM buffer, and a
 * DRM buffer of some other driver into grant references, without copying a
 * pixel. A backend of the displif protocol opens it with
 * drmOpen("xen_drm_zcopy", NULL) and passes the buffers on to the real display
 * driver through PRIME.
 *
 * The layout is that of the out-of-tree driver of 2018 and is frozen: the
 * structures hold a plain pointer, so their size differs between 32 and 64 bit
 * callers. A 64 bit kernel understands both.
 *
 * Errors that every command may give besides its own:
 *
 * - EFAULT: a pointer leads to memory that the caller cannot read or write;
 *   nothing is left behind
 * - EACCES: the open file is neither DRM master nor authenticated
 * - ENOMEM: the backend domain is out of memory
 *
 * No command gives EAGAIN of its own accord, so drmIoctl() does not spin on it.
 */
#ifndef _XEN_ZCOPY_DRM_H_
#define _XEN_ZCOPY_DRM_H_

#include "drm.h"

#if defined(__cplusplus)
extern "C" {
#endif

#define DRM_XEN_ZCOPY_DUMB_FROM_REFS	0x00
#define DRM_XEN_ZCOPY_DUMB_TO_REFS	0x01
#define DRM_XEN_ZCOPY_DUMB_WAIT_FREE	0x02

/**
 * struct drm_xen_zcopy_dumb_from_refs - make a buffer of foreign pages
 * @num_grefs: in: number of entries in @grefs, at least 1 and at least as many
 *	as pages of 4096 bytes that the image needs. More are allowed; all of
 *	them are mapped and belong to the buffer.
 * @grefs: in: grant references of @otherend_id, each of one page of 4096
 *	bytes, granted for reading and writing, in the order of the image's
 *	bytes. Any value is a valid reference number, 0 included.
 * @otherend_id: in: id of the domain that granted, 0 to 0x7fef. Reserved ids
 *	(DOMID_SELF and the like) are refused.
 * @dumb: the image, as for DRM_IOCTL_MODE_CREATE_DUMB
 *	.width, .height: in: pixels, at least 1 each
 *	.bpp: in: bits per pixel, at least 1
 *	.flags: in: must be 0
 *	.handle: out: GEM handle, valid on this open file
 *	.pitch: out: bytes from one line to the next: width * bpp / 8, rounded up
 *	.size: out: bytes of the image: pitch * height
 * @wait_handle: out: names the buffer for &struct drm_xen_zcopy_dumb_wait_free,
 *	never 0
 *
 * For a frontend that allocated the memory itself. The buffer can be exported
 * with DRM_IOCTL_PRIME_HANDLE_TO_FD, mapped through the resulting dma-buf, and
 * imported by any other driver. (mmap() of the dma-buf answers EOPNOTSUPP on x86
 * PV, where user space cannot be given foreign pages this way.) It lives as long
 * as any handle, file descriptor, mapping or importer of it. Whatever the error,
 * none of the grants is still mapped when the call returns, except for EFAULT on
 * the way out, where that happens shortly afterwards.
 *
 * Errors:
 *
 * - EINVAL: @num_grefs is 0 or too few for the image, the image is empty or its
 *   size overflows, @otherend_id is above 0x7fef, .flags is not 0
 * - EDQUOT: a limit of the driver is reached (its parameters
 *   max_pages_per_file and max_pages_total)
 * - ENXIO: a grant reference is beyond the end of the domain's grant table
 *   (Xen: bad_gntref)
 * - ESRCH: the domain does not exist (Xen: bad_domain)
 * - EPERM: the hypervisor's policy does not allow it (Xen: permission_denied)
 * - ENOSPC: no room for more mappings (Xen: no_space, no_device_space)
 * - EREMOTEIO: a granted page is not there (Xen: bad_page), or stayed paged out
 * - EIO: any other refusal of Xen: nothing is granted under a reference (any more),
 *   it is granted to another domain, or for reading only (Xen: general_error)
 * - EINTR: the process is being killed; between two batches of 64 references, and
 *   the kernel tries one that is paged out again for 33 seconds
 *
 * After one of Xen's refusals the line "xen-zcopy-refused" in the fdinfo of the
 * open file tells which reference it was.
 */
struct drm_xen_zcopy_dumb_from_refs {
	__u32 num_grefs;
	__u32 *grefs;
	__u64 otherend_id;
	struct drm_mode_create_dumb dumb;
	__u32 wait_handle;
};

/**
 * struct drm_xen_zcopy_dumb_to_refs - grant a buffer's pages to another domain
 * @num_grefs: in: number of entries in @grefs, exactly the buffer's size in
 *	pages of 4096 bytes
 * @grefs: out: the grant references, in the order of the buffer's bytes; the
 *	contents are undefined after an error
 * @otherend_id: in: id of the domain that may map the pages, for reading and
 *	writing, 0 to 0x7fef
 * @handle: in: GEM handle that DRM_IOCTL_PRIME_FD_TO_HANDLE of this driver made
 *	of another driver's buffer
 *
 * For a backend that allocates: the display driver's buffer is imported here
 * and granted. Closing the GEM handle ends the grants, before it returns: there is
 * room for the next buffer then. A page that the other domain still maps at that
 * time stays granted, and the display driver's buffer stays alive, until the other
 * domain lets go of it; debugfs shows such a buffer as "ending".
 *
 * Errors:
 *
 * - EINVAL: @num_grefs is not the buffer's size, @otherend_id is above 0x7fef,
 *   the buffer was not imported from another driver, or its memory is not made
 *   of whole pages of this domain
 * - ENOENT: no such @handle
 * - EBUSY: the buffer is granted through this handle already
 * - EDQUOT: a limit of the driver is reached (max_granted_total, and those of
 *   FROM_REFS)
 * - ENOSPC: this domain's grant table is full
 * - EINTR: the process is being killed
 * - whatever the exporting driver answers when its buffer cannot be attached
 */
struct drm_xen_zcopy_dumb_to_refs {
	__u32 num_grefs;
	__u32 *grefs;
	__u64 otherend_id;
	__u32 handle;
};

/**
 * struct drm_xen_zcopy_dumb_wait_free - wait until a buffer's grants are unmapped
 * @wait_handle: in: from &struct drm_xen_zcopy_dumb_from_refs
 * @wait_to_ms: in: milliseconds to wait at most; 0 asks without waiting,
 *	0x80000000 and above wait without a bound.
 *	out: after EINTR, the milliseconds that were left, so that the same call
 *	again goes on instead of starting over
 *
 * Succeeds when the buffer existed, its last user is gone and every grant of it
 * is unmapped: from then on the frontend may take its pages back. Any open file
 * may wait, any number of them at once; a wait keeps nothing alive but itself.
 *
 * Errors:
 *
 * - ENOENT: no such handle, or its buffer is free already: to be taken for
 *   success by a caller that once had the handle. Handles are not reused for a
 *   very long time.
 * - ETIMEDOUT: the buffer still exists
 * - EINTR: a signal arrived; see @wait_to_ms
 * - EIO: a grant could not be unmapped; this will not change any more
 */
struct drm_xen_zcopy_dumb_wait_free {
	__u32 wait_handle;
	__u32 wait_to_ms;
};

#define DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS	DRM_IOWR(DRM_COMMAND_BASE + \
	DRM_XEN_ZCOPY_DUMB_FROM_REFS, struct drm_xen_zcopy_dumb_from_refs)

#define DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS	DRM_IOWR(DRM_COMMAND_BASE + \
	DRM_XEN_ZCOPY_DUMB_TO_REFS, struct drm_xen_zcopy_dumb_to_refs)

#define DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE	DRM_IOWR(DRM_COMMAND_BASE + \
	DRM_XEN_ZCOPY_DUMB_WAIT_FREE, struct drm_xen_zcopy_dumb_wait_free)

#if defined(__cplusplus)
}
#endif

#endif /* _XEN_ZCOPY_DRM_H_ */
