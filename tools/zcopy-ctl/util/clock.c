// SPDX-License-Identifier: GPL-2.0-or-later
#include <time.h>

#include "util/clock.h"

uint64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

double clock_now(void)
{
	return clock_us() / 1e6;
}
