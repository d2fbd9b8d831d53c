/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_NAMES_H
#define ZCOPY_NAMES_H

#include "scenario/complain.h"

/*
 * Follows buffers, background jobs and domains through the steps as they will
 * run: every name is made before it is used, by a verb and a domain that fit,
 * and every job is joined.
 */
void names_check(const struct scenario *scenario, struct complaints *complaints);

#endif /* ZCOPY_NAMES_H */
