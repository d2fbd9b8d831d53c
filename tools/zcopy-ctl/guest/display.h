/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The display device of a domain: one CRTC with its primary plane, a connector
 * and, where the driver has one, a writeback connector. Atomic modesetting
 * through libdrm only; found by its driver's name, never by a card's number.
 *
 * All functions return 0, or -1 with @trouble filled. A display is used by one
 * thread at a time; the actor's lock sees to that.
 */
#ifndef ZCOPY_DISPLAY_H
#define ZCOPY_DISPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include <xf86drmMode.h>

#include "image.h"
#include "trouble.h"

/* Properties of the pipeline's objects, by number */
enum display_property {
	PLANE_FB_ID, PLANE_CRTC_ID,
	PLANE_SRC_X, PLANE_SRC_Y, PLANE_SRC_W, PLANE_SRC_H,
	PLANE_CRTC_X, PLANE_CRTC_Y, PLANE_CRTC_W, PLANE_CRTC_H,
	CRTC_ACTIVE, CRTC_MODE_ID,
	CONNECTOR_CRTC_ID,
	WRITEBACK_CRTC_ID, WRITEBACK_FB_ID, WRITEBACK_OUT_FENCE_PTR,
	DISPLAY_PROPERTIES
};

/* A dumb buffer: handle, and how its bytes lie */
struct display_dumb {
	uint32_t handle, pitch;
	uint64_t size;
};

struct display {
	int fd;
	uint32_t crtc, plane, connector;	/* the device's first CRTC */
	uint32_t writeback;		/* 0: the driver has none */
	uint32_t property[DISPLAY_PROPERTIES];

	unsigned int refresh;		/* frames per second, 0: as the connector offers */
	unsigned int patience;		/* factor on how long a frame may take, from 1 */

	uint32_t fb;			/* on the screen, 0: none */
	uint32_t width, height;		/* of the mode in @mode_blob */
	uint32_t mode_blob;

	/* Where writeback goes; kept, since it is used again and again */
	struct display_dumb target;
	uint32_t target_fb;
	void *target_map;
	struct image seen;		/* a copy of it in ordinary memory */
};

/* A device node of that driver, opened; -1: there is none */
int display_find(const char *driver);

int display_open(struct display *display, const char *driver, struct trouble *trouble);

/*
 * The device's folder in debugfs, by the number of its node: malloc'ed. Return: NULL
 * with @trouble.
 */
char *display_debugfs(const struct display *display, struct trouble *trouble);

/* Of any DRM device that is open as @fd */
int dumb_create(int fd, uint32_t width, uint32_t height, uint32_t bpp, struct display_dumb *dumb,
		struct trouble *trouble);
/* CPU mapping of a dumb buffer, to be munmap()ed; NULL on trouble */
void *dumb_map(int fd, uint32_t handle, uint64_t size, struct trouble *trouble);
int display_add_fb(struct display *display, uint32_t handle, uint32_t width,
		   uint32_t height, uint32_t pitch, const struct format *format,
		   uint32_t *fb, struct trouble *trouble);
/* Takes the framebuffer off the screen when it is there: the kernel's doing */
int display_remove_fb(struct display *display, uint32_t fb, struct trouble *trouble);

/* Scan-out of @fb from the next frame on; sets a mode of that size if needed */
int display_show(struct display *display, uint32_t fb, uint32_t width, uint32_t height,
		 struct trouble *trouble);
int display_hide(struct display *display, struct trouble *trouble);

/* From the next mode on, frames in each second; 0: as the connector offers */
void display_set_refresh(struct display *display, unsigned int refresh);

/*
 * CRCs of all frames from here on, one after the other (crtc-crc.c). @now: frames
 * with a higher number began after this call. Return: a descriptor to poll, which
 * close() ends; -1 with @trouble.
 */
int display_crc_open(struct display *display, uint32_t *now, struct trouble *trouble);
/* The next frame; @timeout_ms without one is trouble */
int display_crc_next(int fd, unsigned int timeout_ms, uint32_t *frame, uint32_t *crc,
		     struct trouble *trouble);

/* A frame takes 17 ms; a debug kernel needs long to compose one */
#define FRAME_TIMEOUT_MS	3000

/*
 * CRC of a frame whose composition began after this call began (crtc-crc.c).
 * @frame: its number.
 */
int display_crc(struct display *display, uint32_t *crc, uint32_t *frame,
		struct trouble *trouble);

/*
 * Composes one frame into memory (writeback.c); display->seen is it, until the
 * next call.
 */
int display_writeback(struct display *display, struct trouble *trouble);
void display_writeback_free(struct display *display);

/* For writeback.c: adds properties that scan @fb out, or switch off for 0 */
void display_add_scanout(struct display *display, drmModeAtomicReq *request, uint32_t fb,
			 uint32_t connector_crtc);
uint32_t display_object(const struct display *display, enum display_property property);

#endif /* ZCOPY_DISPLAY_H */
