/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_DOCTOR_HOST_H
#define ZCOPY_DOCTOR_HOST_H

#include "doctor/findings.h"
#include "target/targets.h"

/*
 * A developer's machine: can it build and start targets? @only: one of them with
 * its @kernel (NULL: the default), which is needed then. Without it, one that is
 * ready is enough.
 */
void doctor_host(struct findings *findings, const struct targets *targets,
		 const struct target *only, const char *kernel);

/*
 * What lets the cache be written when @folder, where it is or would be made, cannot be.
 * @home may be NULL. To be freed
 */
char *doctor_cache_mend(const char *folder, const char *home);

#endif /* ZCOPY_DOCTOR_HOST_H */
