// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading the screen back pixel by pixel, through the writeback connector. It
 * shares the CRTC with no other connector on vkms (its encoder may not be
 * cloned), so for the one frame the CRTC drives it instead of the panel.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xf86drm.h>

#include "display.h"
#include "transfer.h"
#include "util/clock.h"
#include "util/memory.h"

#define FENCE_TIMEOUT_MS	3000

void display_writeback_free(struct display *display)
{
	if (display->target_fb)
		drmModeRmFB(display->fd, display->target_fb);
	if (display->target_map)
		munmap(display->target_map, display->target.size);
	if (display->target.handle)
		drmModeDestroyDumbBuffer(display->fd, display->target.handle);
	image_free(&display->seen);
	display->target_fb = 0;
	display->target_map = NULL;
	display->target = (struct display_dumb){ 0 };
}

static int make_target(struct display *display, uint32_t width, uint32_t height,
		       struct trouble *trouble)
{
	/* The one format that every writeback connector of interest can write */
	const struct format *format = format_find("XR24");
	struct display_dumb *target = &display->target;

	if (dumb_create(display->fd, width, height, format->bpp, target, trouble) < 0)
		return -1;
	display->target_map = dumb_map(display->fd, target->handle, target->size, trouble);
	if (!display->target_map)
		return -1;
	/* Rows of both lie alike, so that a frame is copied in one go */
	display->seen = (struct image){
		.width = width, .height = height, .pitch = target->pitch, .format = format,
	};
	if (!image_alloc(&display->seen))
		return trouble_errno(trouble, ENOMEM, "cannot keep a frame of %ux%u", width, height);
	return display_add_fb(display, target->handle, width, height, target->pitch, format,
			      &display->target_fb, trouble);
}

/* A framebuffer of the mode's size to write into */
static int prepare_target(struct display *display, struct trouble *trouble)
{
	uint32_t width = display->width, height = display->height;

	if (display->target_fb && display->seen.width == width &&
	    display->seen.height == height)
		return 0;
	display_writeback_free(display);
	if (make_target(display, width, height, trouble) == 0)
		return 0;
	display_writeback_free(display);
	return -1;
}

static int commit(struct display *display, int *fence, struct trouble *trouble)
{
	drmModeAtomicReq *request = drmModeAtomicAlloc();
	int result;

	if (!request)
		return trouble_errno(trouble, ENOMEM, "cannot write the screen back");
	/* Panel off and writeback on, or (fence == NULL) the other way round */
	display_add_scanout(display, request, display->fb, fence ? 0 : display->crtc);
	drmModeAtomicAddProperty(request, display->writeback,
				 display->property[WRITEBACK_CRTC_ID],
				 fence ? display->crtc : 0);
	if (fence) {
		drmModeAtomicAddProperty(request, display->writeback,
					 display->property[WRITEBACK_FB_ID], display->target_fb);
		drmModeAtomicAddProperty(request, display->writeback,
					 display->property[WRITEBACK_OUT_FENCE_PTR],
					 (uintptr_t)fence);
	}
	/*
	 * Not without waiting: while the CRTC changes connectors it is off, and vkms
	 * counts a CRC that is asked for meanwhile as a reference that it never took.
	 */
	result = drmModeAtomicCommit(display->fd, request, DRM_MODE_ATOMIC_ALLOW_MODESET, NULL);
	drmModeAtomicFree(request);
	if (result)
		return trouble_errno(trouble, -result, fence ?
				     "the display device does not write the screen back" :
				     "the display device does not return to its panel");
	return 0;
}

/* How many hold a framebuffer, of the device's file in debugfs. Return: -1 with @trouble */
static int framebuffer_users(struct display *display, uint32_t fb, struct trouble *trouble)
{
	char *folder = display_debugfs(display, trouble), *path;
	unsigned int now = 0, users;
	char line[128];
	int found = -1;
	FILE *file;

	if (!folder)
		return -1;
	path = xprintf("%s/framebuffer", folder);
	free(folder);
	file = fopen(path, "re");
	while (file && found < 0 && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "framebuffer[%u]", &now) != 1 && now == fb &&
		    sscanf(line, " refcount=%u", &users) == 1)
			found = users;
	}
	if (found < 0)
		trouble_errno(trouble, file ? ENOENT : errno,
			      "%s does not tell who holds framebuffer %u", path, fb);
	if (file)
		fclose(file);
	free(path);
	return found;
}

/*
 * vkms composes frames for a writeback as it does for CRCs, and stops when the job is
 * cleaned up, some time after its fence: a CRC that is asked for before that gets
 * no frame. Beside us, only the job holds the framebuffer.
 */
static int wait_for_cleanup(struct display *display, struct trouble *trouble)
{
	uint64_t limit = clock_us() + FENCE_TIMEOUT_MS * 1000ull * display->patience;
	int users;

	while ((users = framebuffer_users(display, display->target_fb, trouble)) > 1) {
		if (clock_us() > limit)
			return trouble_set(trouble, ETIMEDOUT,
					   "the writeback was not cleaned up within %u ms",
					   FENCE_TIMEOUT_MS * display->patience);
		usleep(1000);
	}
	return users < 0 ? -1 : 0;
}

int display_writeback(struct display *display, struct trouble *trouble)
{
	struct pollfd done = { .fd = -1, .events = POLLIN };
	size_t bytes;
	int result;

	if (!display->writeback)
		return trouble_set(trouble, EOPNOTSUPP,
				   "the display device has no writeback connector");
	if (!display->fb)
		return trouble_set(trouble, EINVAL, "nothing is being scanned out");
	if (prepare_target(display, trouble) < 0)
		return -1;
	/* A frame that was not written must not pass for the last one */
	bytes = image_bytes(&display->seen);
	memset(display->seen.pixels, 0x5a, bytes);
	if (transfer(display->target_map, display->seen.pixels, bytes, trouble) < 0)
		return -1;
	if (commit(display, &done.fd, trouble) < 0)
		return -1;
	result = poll(&done, 1, FENCE_TIMEOUT_MS * display->patience);
	if (result == 0)
		trouble_set(trouble, ETIMEDOUT, "no frame was written back within %u ms",
			    FENCE_TIMEOUT_MS * display->patience);
	else if (result < 0)
		trouble_errno(trouble, errno, "cannot wait for the frame written back");
	close(done.fd);
	if (result <= 0 || commit(display, NULL, trouble) < 0 ||
	    wait_for_cleanup(display, trouble) < 0)
		return -1;
	return transfer(display->seen.pixels, display->target_map, bytes, trouble);
}
