/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_CLOCK_H
#define ZCOPY_CLOCK_H

#include <stdint.h>

/* Microseconds that nobody sets back (CLOCK_MONOTONIC) */
uint64_t clock_us(void);

/* The same in seconds */
double clock_now(void);

#endif /* ZCOPY_CLOCK_H */
