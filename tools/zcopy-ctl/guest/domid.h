/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_DOMID_H
#define ZCOPY_DOMID_H

#include <stdint.h>

/*
 * The id of the domain that we run in, as far as the kernel tells; @otherwise
 * when it does not.
 */
uint32_t domid_of_self(uint32_t otherwise);

#endif /* ZCOPY_DOMID_H */
