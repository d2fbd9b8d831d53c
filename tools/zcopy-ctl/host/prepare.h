/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_PREPARE_H
#define ZCOPY_PREPARE_H

#include <stdbool.h>

#include "target/targets.h"

/*
 * Builds what a target lacks. A target that has a program "prepare" beside its
 * "start" is asked whether it can start (start --check); when something is
 * missing, prepare runs with its progress on standard error. @kernel may be NULL.
 *
 * Return: false, with a message in @error that is to be freed, when it failed.
 */
bool prepare_target(const struct target *target, const char *kernel, char **error);

#endif /* ZCOPY_PREPARE_H */
