// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <linux/udmabuf.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "exporters.h"

#define PAGE	4096u
#define WIDTH	1024u

static void number_pages(char *bytes, unsigned int pages)
{
	for (unsigned int i = 0; i < pages; i++)
		snprintf(bytes + i * PAGE, PAGE, "page %02u", i);
}

int udmabuf_new(unsigned int pages)
{
	struct udmabuf_create create = { .flags = UDMABUF_FLAGS_CLOEXEC, .size = pages * PAGE };
	int device = open("/dev/udmabuf", O_RDWR | O_CLOEXEC), fd;
	char *bytes;

	if (device < 0)
		return -errno;
	create.memfd = memfd_create("conformance", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (ftruncate(create.memfd, create.size) ||
	    fcntl(create.memfd, F_ADD_SEALS, F_SEAL_SHRINK))
		return -errno;
	bytes = mmap(NULL, create.size, PROT_READ | PROT_WRITE, MAP_SHARED, create.memfd, 0);
	if (bytes == MAP_FAILED)
		return -errno;
	number_pages(bytes, pages);
	munmap(bytes, create.size);
	fd = ioctl(device, UDMABUF_CREATE, &create);
	if (fd < 0)
		fd = -errno;
	close(create.memfd);
	close(device);
	return fd;
}

int display_open(void)
{
	int fd = drmOpen("vkms", NULL);

	return fd < 0 ? -ENODEV : fd;
}

int dumb_new(unsigned int lines)
{
	int display = display_open(), fd;
	uint32_t handle, pitch;
	uint64_t size, offset;
	char *bytes;

	if (display < 0)
		return display;
	if (drmModeCreateDumbBuffer(display, WIDTH, lines, 32, 0, &handle, &pitch, &size) ||
	    drmModeMapDumbBuffer(display, handle, &offset))
		return -errno;
	bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, display, offset);
	if (bytes == MAP_FAILED)
		return -errno;
	number_pages(bytes, lines);
	munmap(bytes, size);
	if (drmPrimeHandleToFD(display, handle, DRM_CLOEXEC | DRM_RDWR, &fd))
		fd = -errno;
	close(display);
	return fd;
}

/* As small as the buffer: 60 frames of it in a second */
static drmModeModeInfo mode_of(unsigned int lines)
{
	drmModeModeInfo mode = {
		.hdisplay = WIDTH, .hsync_start = WIDTH + 24, .hsync_end = WIDTH + 160,
		.htotal = WIDTH + 320, .vdisplay = lines, .vsync_start = lines + 3,
		.vsync_end = lines + 9, .vtotal = lines + 38, .vrefresh = 60,
	};

	mode.clock = mode.htotal * mode.vtotal * 60 / 1000 + 1;
	snprintf(mode.name, sizeof(mode.name), "conformance");
	return mode;
}

static int show(int display, uint32_t framebuffer, unsigned int lines)
{
	drmModeRes *resources = drmModeGetResources(display);
	drmModeModeInfo mode = mode_of(lines);
	int error = ENODEV;

	if (resources && resources->count_crtcs && resources->count_connectors) {
		error = drmModeSetCrtc(display, resources->crtcs[0], framebuffer, 0, 0,
				       resources->connectors, 1, &mode) ? errno : 0;
		drmModeSetCrtc(display, resources->crtcs[0], 0, 0, 0, NULL, 0, NULL);
	}
	drmModeFreeResources(resources);
	return error;
}

struct shown display_try(int display, int fd, unsigned int lines)
{
	uint32_t handles[4] = { 0 }, offsets[4] = { 0 }, pitches[4] = { WIDTH * 4 };
	struct shown shown = { .framebuffer = -1, .scan_out = -1 };
	uint32_t framebuffer;

	shown.handle = drmPrimeFDToHandle(display, fd, &handles[0]) ? errno : 0;
	if (shown.handle)
		return shown;
	shown.framebuffer = drmModeAddFB2(display, WIDTH, lines, DRM_FORMAT_XRGB8888, handles,
					  pitches, offsets, &framebuffer, 0) ? errno : 0;
	if (!shown.framebuffer) {
		shown.scan_out = show(display, framebuffer, lines);
		drmModeRmFB(display, framebuffer);
	}
	drmCloseBufferHandle(display, handles[0]);
	return shown;
}
