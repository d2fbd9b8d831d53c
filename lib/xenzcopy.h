/* SPDX-License-Identifier: LGPL-2.1 */
/*
 * libxenzcopy: the zero-copy driver's calls as C functions.
 *
 * Common to all functions, unless one says otherwise:
 *
 * - Success is 0 (or what the function is said to return). Failure is -1 (or
 *   NULL) with errno set; the values are those of <drm/xen_zcopy_drm.h>.
 * - After a failure nothing is left behind and no output is changed.
 * - Interrupted calls are taken up again; EINTR is never seen.
 * - Nothing is ever written to stdout, stderr or a log.
 * - All functions may be called from several threads at once on one connection,
 *   apart from xenzcopy_close().
 * - Pages and grant references are those of Xen: 4096 bytes.
 */
#ifndef XENZCOPY_H
#define XENZCOPY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of one granted page, on every architecture. */
#define XENZCOPY_PAGE_SIZE	4096u

/* For xenzcopy_wait_free(): no bound. */
#define XENZCOPY_WAIT_FOREVER	UINT32_MAX

/* A connection to the driver: one open file. */
typedef struct xenzcopy xenzcopy;

/**
 * xenzcopy_open() - connect to the driver of this (backend) domain
 *
 * GEM handles belong to a connection, and the driver's max_pages_per_file counts
 * per connection. Wait handles are known to every connection.
 *
 * Return: the connection. NULL with errno ENODEV when the driver is not loaded,
 * EACCES when its device may not be opened, ENOMEM.
 */
xenzcopy *xenzcopy_open(void);

/**
 * xenzcopy_close() - end a connection
 * @xz: the connection, or NULL
 *
 * Closes all of its GEM handles. Buffers that others still use (a file
 * descriptor, a mapping, a display driver) live on until those let go.
 */
void xenzcopy_close(xenzcopy *xz);

/**
 * xenzcopy_fd() - the connection's file descriptor
 * @xz: the connection
 *
 * For calls of libdrm that this library does not wrap. Not to be closed.
 *
 * Return: the file descriptor; cannot fail.
 */
int xenzcopy_fd(const xenzcopy *xz);

/**
 * struct xenzcopy_image - what xenzcopy_from_refs() is to make of the pages
 * @width: in: pixels in a line, at least 1
 * @height: in: lines, at least 1
 * @bpp: in: bits per pixel, at least 1
 * @pitch: out: bytes from one line to the next, width * bpp / 8 rounded up
 * @size: out: bytes of the image, pitch * height
 * @handle: out: GEM handle, for xenzcopy_handle_to_fd() and
 *	xenzcopy_close_handle()
 * @wait_handle: out: for xenzcopy_wait_free(), never 0
 */
struct xenzcopy_image {
	uint32_t width, height, bpp;
	uint32_t pitch;
	uint64_t size;
	uint32_t handle;
	uint32_t wait_handle;
};

/**
 * xenzcopy_from_refs() - make a buffer of pages that a frontend granted
 * @xz: the connection
 * @domid: the domain that granted, 0 to 0x7fef
 * @refs: its grant references, one per page, in the order of the image's bytes
 * @count: number of @refs, at least the image's size in pages; more are mapped
 *	too and belong to the buffer
 * @image: inputs as described there; outputs are set on success only
 *
 * All references are mapped or none: when one is refused, those mapped before
 * are unmapped when this returns. xenzcopy_refusal() then tells which one.
 *
 * Return: 0, or -1 with errno EINVAL (an argument), EDQUOT (a limit of the
 * driver), ENXIO (no such reference), ESRCH (no such domain), EPERM (not granted
 * to this domain), ENOSPC (Xen has no room for more mappings), EREMOTEIO (the
 * granted page is not there), EIO (Xen refused otherwise; a read-only grant does
 * that), ENOMEM.
 */
int xenzcopy_from_refs(xenzcopy *xz, uint32_t domid, const uint32_t *refs,
		       uint32_t count, struct xenzcopy_image *image);

/**
 * xenzcopy_to_refs() - grant an imported buffer's pages to a frontend
 * @xz: the connection
 * @handle: GEM handle from xenzcopy_fd_to_handle() on another driver's buffer
 * @domid: the domain that may map the pages, 0 to 0x7fef
 * @refs: out: @count grant references; undefined after a failure
 * @count: the buffer's size in pages, exactly
 *
 * The grants end when @handle is closed. Pages that the frontend still maps then
 * stay granted, and the display driver's buffer allocated, until it lets go.
 *
 * Return: 0, or -1 with errno EINVAL (an argument, or not another driver's
 * buffer), ENOENT (no such handle), EBUSY (granted already), EDQUOT (a limit of
 * the driver), ENOSPC (the grant table is full), ENOMEM, or what the display
 * driver answers.
 */
int xenzcopy_to_refs(xenzcopy *xz, uint32_t handle, uint32_t domid,
		     uint32_t *refs, uint32_t count);

/**
 * xenzcopy_wait_free() - wait until a buffer's grants are unmapped
 * @xz: a connection, not necessarily the one that made the buffer
 * @wait_handle: from xenzcopy_from_refs()
 * @timeout_ms: milliseconds; 0 only asks; 0x80000000 and above, thus
 *	XENZCOPY_WAIT_FOREVER too, wait without a bound
 *
 * The caller has to let go of the buffer first: this does not close anything.
 * Signals whose handler returns do not end or prolong the wait.
 *
 * Return: 0 when the buffer was there and is free now. -1 with errno ENOENT when
 * it is unknown or was free before: success to whoever had the handle from
 * xenzcopy_from_refs(). ETIMEDOUT when it still exists. EIO when one of its
 * grants can never be unmapped.
 */
int xenzcopy_wait_free(xenzcopy *xz, uint32_t wait_handle, uint32_t timeout_ms);

/**
 * xenzcopy_handle_to_fd() - export a buffer as a dma-buf
 * @xz: the connection
 * @handle: GEM handle of it
 *
 * Return: a new file descriptor (close-on-exec, readable and writable), to be
 * closed by the caller. -1 with errno ENOENT (no such handle), EMFILE, ENOMEM.
 */
int xenzcopy_handle_to_fd(xenzcopy *xz, uint32_t handle);

/**
 * xenzcopy_fd_to_handle() - import a dma-buf
 * @xz: the connection
 * @fd: file descriptor of the dma-buf; may be closed afterwards
 * @handle: out: GEM handle. Importing a buffer that this connection knows
 *	already gives the same handle again, and one xenzcopy_close_handle()
 *	closes it.
 *
 * Return: 0, or -1 with errno EBADF or EINVAL (not a dma-buf), ENOMEM.
 */
int xenzcopy_fd_to_handle(xenzcopy *xz, int fd, uint32_t *handle);

/**
 * xenzcopy_close_handle() - close a GEM handle
 * @xz: the connection
 * @handle: the handle
 *
 * Return: 0, or -1 with errno EINVAL when there is no such handle.
 */
int xenzcopy_close_handle(xenzcopy *xz, uint32_t handle);

/**
 * struct xenzcopy_refusal - the grant reference that Xen refused last
 * @position: which one of the call it was, from 1
 * @count: how many references the call had
 * @ref: the grant reference
 * @domid: the domain that was said to have granted it
 * @status: Xen's status (GNTST_*), negative
 */
struct xenzcopy_refusal {
	uint32_t position;
	uint32_t count;
	uint32_t ref;
	uint32_t domid;
	int status;
};

/**
 * xenzcopy_refusal() - which reference the last failed call stumbled over
 * @xz: the connection; the last refusal of any of its threads is told
 * @refusal: out
 *
 * To be asked after xenzcopy_from_refs() failed with one of Xen's refusals.
 *
 * Return: 0, or -1 with errno ENOENT when nothing was refused on @xz so far, EIO
 * when /proc cannot be read.
 */
int xenzcopy_refusal(xenzcopy *xz, struct xenzcopy_refusal *refusal);

/**
 * xenzcopy_refusal_text() - the last refusal as a sentence
 * @xz: the connection
 * @text: out: such as "grant reference 17 of 2025 (ref 912) refused by domain 1:
 *	permission denied"; always NUL-terminated, cut off when too long
 * @size: bytes of @text, at least 1; 128 are always enough
 *
 * Return: as xenzcopy_refusal(); @text is empty after a failure.
 */
int xenzcopy_refusal_text(xenzcopy *xz, char *text, size_t size);

/**
 * xenzcopy_status_text() - Xen's grant status in words
 * @status: GNTST_* value
 *
 * Return: a constant string, such as "permission denied"; "unknown status" for a
 * value that Xen does not define.
 */
const char *xenzcopy_status_text(int status);

#ifdef __cplusplus
}
#endif

#endif /* XENZCOPY_H */
