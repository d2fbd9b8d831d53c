/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_PREPARE_H
#define ZCOPY_PREPARE_H

#include "target/targets.h"

/*
 * Builds what a target lacks. A target that has a program "prepare" beside its
 * "start" is asked whether it can start (start --check); when something is
 * missing, prepare runs with its progress on standard error. @kernel may be NULL.
 *
 * Return: 0; else, with a message in @error that is to be freed, EXIT_ENVIRONMENT when
 * it failed, or EXIT_INTERRUPTED when somebody told us to end: then nothing of it is
 * left running.
 */
int prepare_target(const struct target *target, const char *kernel, char **error);

#endif /* ZCOPY_PREPARE_H */
