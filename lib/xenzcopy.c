// SPDX-License-Identifier: LGPL-2.1
/*
 * The driver's ioctls as functions. drmIoctl() takes interrupted calls up again;
 * the driver sees to it that a wait then goes on with what was left of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xf86drm.h>
#include <drm/xen_zcopy_drm.h>

#include "refusal.h"
#include "xenzcopy.h"

struct xenzcopy {
	int fd;
};

static const char driver_name[] = "xen_drm_zcopy";

xenzcopy *xenzcopy_open(void)
{
	xenzcopy *xz = malloc(sizeof(*xz));

	if (!xz)
		return NULL;

	errno = 0;
	xz->fd = drmOpen(driver_name, NULL);
	if (xz->fd < 0) {
		/* libdrm tries one device after the other; errno is the last. */
		int error = errno == EACCES || errno == EPERM ? EACCES : ENODEV;

		free(xz);
		errno = error;
		return NULL;
	}
	return xz;
}

void xenzcopy_close(xenzcopy *xz)
{
	if (!xz)
		return;
	drmClose(xz->fd);
	free(xz);
}

int xenzcopy_fd(const xenzcopy *xz)
{
	return xz->fd;
}

int xenzcopy_from_refs(xenzcopy *xz, uint32_t domid, const uint32_t *refs,
		       uint32_t count, struct xenzcopy_image *image)
{
	struct drm_xen_zcopy_dumb_from_refs args = {
		.num_grefs = count,
		/* The driver only reads them; the ABI forgot to say so. */
		.grefs = (uint32_t *)refs,
		.otherend_id = domid,
		.dumb = {
			.width = image->width,
			.height = image->height,
			.bpp = image->bpp,
		},
	};

	if (drmIoctl(xz->fd, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &args) != 0)
		return -1;

	image->handle = args.dumb.handle;
	image->pitch = args.dumb.pitch;
	image->size = args.dumb.size;
	image->wait_handle = args.wait_handle;
	return 0;
}

int xenzcopy_to_refs(xenzcopy *xz, uint32_t handle, uint32_t domid,
		     uint32_t *refs, uint32_t count)
{
	struct drm_xen_zcopy_dumb_to_refs args = {
		.num_grefs = count,
		.grefs = refs,
		.otherend_id = domid,
		.handle = handle,
	};

	return drmIoctl(xz->fd, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &args) ? -1 : 0;
}

int xenzcopy_wait_free(xenzcopy *xz, uint32_t wait_handle, uint32_t timeout_ms)
{
	struct drm_xen_zcopy_dumb_wait_free args = {
		.wait_handle = wait_handle,
		.wait_to_ms = timeout_ms,
	};

	return drmIoctl(xz->fd, DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE, &args) ? -1 : 0;
}

int xenzcopy_handle_to_fd(xenzcopy *xz, uint32_t handle)
{
	int fd;

	if (drmPrimeHandleToFD(xz->fd, handle, DRM_CLOEXEC | DRM_RDWR, &fd) != 0)
		return -1;
	return fd;
}

int xenzcopy_fd_to_handle(xenzcopy *xz, int fd, uint32_t *handle)
{
	return drmPrimeFDToHandle(xz->fd, fd, handle) ? -1 : 0;
}

int xenzcopy_close_handle(xenzcopy *xz, uint32_t handle)
{
	struct drm_gem_close args = { .handle = handle };

	return drmIoctl(xz->fd, DRM_IOCTL_GEM_CLOSE, &args) ? -1 : 0;
}

int xenzcopy_refusal(xenzcopy *xz, struct xenzcopy_refusal *refusal)
{
	char path[sizeof("/proc/self/fdinfo/") + 3 * sizeof(int)];
	FILE *fdinfo;
	int ret, error;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", xz->fd);
	fdinfo = fopen(path, "re");
	if (!fdinfo) {
		errno = EIO;
		return -1;
	}

	ret = refusal_read(fdinfo, refusal);
	error = errno;
	fclose(fdinfo);
	errno = error;
	return ret;
}

int xenzcopy_refusal_text(xenzcopy *xz, char *text, size_t size)
{
	struct xenzcopy_refusal refusal;

	text[0] = '\0';
	if (xenzcopy_refusal(xz, &refusal) != 0)
		return -1;
	refusal_format(&refusal, text, size);
	return 0;
}
