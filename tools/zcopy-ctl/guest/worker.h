/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Threads for steps that run beside others. A thread is kept when its work is
 * done: making one is what a short step would spend most of its time on.
 */
#ifndef ZCOPY_WORKER_H
#define ZCOPY_WORKER_H

/* Runs @function(@argument) in a thread that does nothing else meanwhile */
void worker_run(void (*function)(void *argument), void *argument);

#endif /* ZCOPY_WORKER_H */
