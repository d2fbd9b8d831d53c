// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>

#include <xengnttab.h>
#include <xentoollog.h>
#include <xenzcopy.h>

#include "side.h"

static int mainline_open(struct side *side)
{
	static xentoollog_logger_stdiostream *quiet;

	if (!quiet)
		quiet = xtl_createlogger_stdiostream(stderr, XTL_CRITICAL, 0);
	side->connection = xengnttab_open((xentoollog_logger *)quiet, 0);
	return side->connection ? 0 : errno;
}

static void mainline_close(struct side *side)
{
	xengnttab_close(side->connection);
}

static int mainline_export(struct side *side, unsigned int domid, const uint32_t *refs,
			   uint32_t count, struct exported *exported)
{
	uint32_t fd;

	if (xengnttab_dmabuf_exp_from_refs(side->connection, domid, 0, count, refs, &fd))
		return errno;
	*exported = (struct exported){ .fd = fd, .token = fd };
	return 0;
}

static int mainline_wait(struct side *side, uint32_t token, uint32_t ms)
{
	return xengnttab_dmabuf_exp_wait_released(side->connection, token, ms) ? errno : 0;
}

static int mainline_import(struct side *side, unsigned int domid, int fd, uint32_t *refs,
			   uint32_t count, struct imported *imported)
{
	if (xengnttab_dmabuf_imp_to_refs(side->connection, domid, fd, count, refs))
		return errno;
	*imported = (struct imported){ .fd = fd };
	return 0;
}

static int mainline_release(struct side *side, const struct imported *imported)
{
	return xengnttab_dmabuf_imp_release(side->connection, imported->fd) ? errno : 0;
}

const struct side_ops mainline_side = {
	.name = "mainline",
	.open = mainline_open,
	.close = mainline_close,
	.export = mainline_export,
	.wait = mainline_wait,
	.import = mainline_import,
	.release = mainline_release,
};

static int zcopy_open(struct side *side)
{
	side->connection = xenzcopy_open();
	return side->connection ? 0 : errno;
}

static void zcopy_close(struct side *side)
{
	xenzcopy_close(side->connection);
}

/* One page is a line of 1024 pixels */
static int zcopy_export(struct side *side, unsigned int domid, const uint32_t *refs,
			uint32_t count, struct exported *exported)
{
	struct xenzcopy_image image = { .width = 1024, .height = count ? count : 1, .bpp = 32 };
	int error = 0;

	if (xenzcopy_from_refs(side->connection, domid, refs, count, &image))
		return errno;
	*exported = (struct exported){ .token = image.wait_handle, .handle = image.handle };
	exported->fd = xenzcopy_handle_to_fd(side->connection, image.handle);
	if (exported->fd < 0)
		error = errno;
	xenzcopy_close_handle(side->connection, image.handle);
	return error;
}

static int zcopy_wait(struct side *side, uint32_t token, uint32_t ms)
{
	return xenzcopy_wait_free(side->connection, token, ms) ? errno : 0;
}

static int zcopy_import(struct side *side, unsigned int domid, int fd, uint32_t *refs,
			uint32_t count, struct imported *imported)
{
	int error;

	*imported = (struct imported){ .fd = fd };
	if (xenzcopy_fd_to_handle(side->connection, fd, &imported->handle))
		return errno;
	if (xenzcopy_to_refs(side->connection, imported->handle, domid, refs, count) == 0)
		return 0;
	error = errno;
	/* A handle that was there before stays good with the buffer's other import */
	if (error != EBUSY)
		xenzcopy_close_handle(side->connection, imported->handle);
	return error;
}

static int zcopy_release(struct side *side, const struct imported *imported)
{
	return xenzcopy_close_handle(side->connection, imported->handle) ? errno : 0;
}

const struct side_ops zcopy_side = {
	.name = "xen-zcopy",
	.open = zcopy_open,
	.close = zcopy_close,
	.export = zcopy_export,
	.wait = zcopy_wait,
	.import = zcopy_import,
	.release = zcopy_release,
};
