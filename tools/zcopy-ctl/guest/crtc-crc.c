// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The CRC of what a CRTC scans out, as the display driver computes it: debugfs
 * files dri/N/crtc-M/crc/{control,data}.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <xf86drm.h>

#include "display.h"
#include "util/memory.h"

static int open_file(struct display *display, const char *name, int flags,
		     struct trouble *trouble)
{
	char *folder = display_debugfs(display, trouble), *path;
	int fd;

	if (!folder)
		return -1;
	/* The device's first CRTC, as the display's */
	path = xprintf("%s/crtc-0/crc/%s", folder, name);
	free(folder);
	fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		trouble_errno(trouble, errno, errno == EIO ?
			      "%s: nothing is being scanned out" :
			      "%s (is debugfs mounted, and are we root?)", path);
	free(path);
	return fd;
}

/* One line: frame number and CRC */
int display_crc_next(int fd, unsigned int timeout_ms, uint32_t *frame, uint32_t *crc,
		     struct trouble *trouble)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char line[128];
	ssize_t length;
	int polled = poll(&ready, 1, timeout_ms);

	if (polled == 0)
		return trouble_set(trouble, ETIMEDOUT, "no frame was scanned out within %u ms",
				   timeout_ms);
	length = polled < 0 ? -1 : read(fd, line, sizeof(line) - 1);
	if (length < 0)
		return trouble_errno(trouble, errno, "cannot read the CRC of a frame");
	line[length] = '\0';
	if (sscanf(line, "%x %x", frame, crc) != 2)
		return trouble_set(trouble, EIO, "cannot make sense of CRC line \"%s\"", line);
	return 0;
}

int display_crc_open(struct display *display, uint32_t *now, struct trouble *trouble)
{
	int fd = open_file(display, "control", O_WRONLY, trouble);
	uint64_t sequence = 0;
	int result;

	if (fd < 0)
		return -1;
	result = write(fd, "auto", 4) == 4 ? 0 :
		trouble_errno(trouble, errno, "cannot switch the CRTC's CRC on");
	close(fd);
	if (result < 0)
		return -1;
	/* Frames are composed from here on until the file is closed */
	fd = open_file(display, "data", O_RDONLY, trouble);
	if (fd < 0)
		return -1;
	/*
	 * vkms numbers an entry by the vblank that started its composition, so
	 * numbers above the present vblank's are compositions yet to begin.
	 */
	if (drmCrtcGetSequence(display->fd, display->crtc, &sequence, NULL)) {
		trouble_errno(trouble, errno, "cannot read the CRTC's frame number");
		close(fd);
		return -1;
	}
	*now = sequence;
	return fd;
}

int display_crc(struct display *display, uint32_t *crc, uint32_t *frame,
		struct trouble *trouble)
{
	uint32_t now = 0;
	int fd = display_crc_open(display, &now, trouble), result;

	if (fd < 0)
		return -1;
	do {
		result = display_crc_next(fd, FRAME_TIMEOUT_MS * display->patience, frame, crc,
					  trouble);
	} while (result == 0 && (int32_t)(*frame - now) <= 0);
	close(fd);
	return result;
}
