/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxenvchan and the little of XenStore that goes with it, both ends in this
 * process: small rings, and one event for whatever happens at the other end.
 * Used by a program, its names go before the library's.
 */
#ifndef GUEST_FAKE_VCHAN_H
#define GUEST_FAKE_VCHAN_H

#include <stdbool.h>

/* The id that XenStore tells whoever asks for its own */
extern unsigned int fake_domid;

/* How many ends are open; how many were ever served */
unsigned int fake_vchan_open(void);
unsigned int fake_vchan_served(void);

/* Is this place in XenStore, to be joined? */
bool fake_vchan_at(const char *place);

#endif /* GUEST_FAKE_VCHAN_H */
