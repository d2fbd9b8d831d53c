/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where dma-bufs come from and go to besides the two drivers */
#ifndef CONFORMANCE_EXPORTERS_H
#define CONFORMANCE_EXPORTERS_H

/* Page i of these begins with "page 0i". A descriptor, or -errno. */
int udmabuf_new(unsigned int pages);

/* A dumb buffer of the display device, 1024 pixels wide: a line is a page */
int dumb_new(unsigned int lines);

/*
 * What the display device does with a dma-buf of so many lines: makes a handle, a
 * framebuffer, shows it. 0 or the errno of the first that fails; @shown tells.
 */
struct shown {
	int handle, framebuffer, scan_out;
};

int display_open(void);
struct shown display_try(int display, int fd, unsigned int lines);

#endif /* CONFORMANCE_EXPORTERS_H */
