/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_RELAY_H
#define ZCOPY_RELAY_H

#include <stdbool.h>

/*
 * Passes on bytes between two streams until the host's ends, or until the
 * toolstack (-1: there is none) says that the domain at the other one has died,
 * which the host is told as {"died":"..."}. Return: false when that happened, or a
 * stream cannot be written.
 */
bool relay(int host, int domain, int toolstack);

#endif /* ZCOPY_RELAY_H */
