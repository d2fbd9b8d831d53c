/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes between a vchan and a socket. libxenvchan is not made for threads, and
 * its descriptor only tells that something happened: one thread does all that
 * is done with it, and everybody else has an ordinary stream.
 */
#ifndef ZCOPY_PUMP_H
#define ZCOPY_PUMP_H

#include <libxenvchan.h>

struct pump;

/*
 * Takes over @vchan. Return: the pump, with our end of the socket in @fd; NULL
 * with errno set, and @vchan closed.
 */
struct pump *pump_start(struct libxenvchan *vchan, int *fd);

/*
 * Ends it, closes the vchan and waits until that is done. The socket stays the
 * caller's and reads as ended.
 */
void pump_stop(struct pump *pump);

#endif /* ZCOPY_PUMP_H */
