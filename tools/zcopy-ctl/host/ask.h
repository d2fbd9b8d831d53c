/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_ASK_H
#define ZCOPY_ASK_H

#include "target/targets.h"

/*
 * Asks a target's own start, which knows best what it needs, whether it could
 * start that kernel (NULL: its default). Return: 0, or its exit code; what it
 * said is in @about, to be freed: what would be started, or what is missing. One
 * that cannot be asked (--check is a wrong option to it) has its kernel looked at.
 */
int target_ask(const struct target *target, const struct target_kernel *kernel, char **about);

#endif /* ZCOPY_ASK_H */
