/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moving bytes between own memory and a mapping of device or granted pages. */
#ifndef ZCOPY_TRANSFER_H
#define ZCOPY_TRANSFER_H

#include <stddef.h>

#include "trouble.h"

/*
 * Copies @bytes. The processor reaches the mapping from within the kernel, by
 * way of a pipe: the same pages through the same mapping, but a page that is
 * touched for the first time costs a look-up instead of a fault. On UML a fault
 * means stopping and resuming a host process: 0.1 ms, 0.2 s per 1080p buffer.
 *
 * Return: 0, or -1 with @trouble filled.
 */
int transfer(void *to, const void *from, size_t bytes, struct trouble *trouble);

#endif /* ZCOPY_TRANSFER_H */
