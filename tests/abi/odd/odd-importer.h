/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ODD_IMPORTER_H_
#define _ODD_IMPORTER_H_

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct odd_import - attach a dma-buf to a device and map it
 * @fd: in: of the dma-buf
 * @direction: in: enum dma_data_direction, or any other number
 * @max_segment: in: bytes that the device takes at a time, 0: any number
 */
struct odd_import {
	__s32 fd;
	__u32 direction;
	__u32 max_segment;
};

/* Every open file is a device of its own, for one dma-buf until it is closed. */
#define ODD_IMPORT	_IOW('o', 2, struct odd_import)

#endif /* _ODD_IMPORTER_H_ */
