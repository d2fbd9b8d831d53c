/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ODD_EXPORTER_H_
#define _ODD_EXPORTER_H_

#include <linux/ioctl.h>

/* Pages of every buffer */
#define ODD_PAGES	4

/* What is odd about the sg table of a buffer that claims to have ODD_PAGES pages */
enum odd_kind {
	ODD_NOTHING,		/* one entry per page, as it should be */
	ODD_FIRST_OFFSET,	/* the first entry begins inside its page */
	ODD_MIDDLE_OFFSET,	/* so does the third one */
	ODD_MIDDLE_SHIFT,	/* the third entry is a page long and lies across two */
	ODD_MIDDLE_LENGTH,	/* the second entry ends inside its page */
	ODD_TOO_SHORT,		/* the last page is missing */
	ODD_TOO_LONG,		/* there is one page too many */
	ODD_KINDS
};

/* The argument is an enum odd_kind; the answer is a dma-buf's descriptor. */
#define ODD_EXPORT	_IO('o', 1)

#endif /* _ODD_EXPORTER_H_ */
