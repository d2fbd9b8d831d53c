/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_DOCTOR_DOMAIN_H
#define ZCOPY_DOCTOR_DOMAIN_H

#include <stdbool.h>

#include "doctor/findings.h"

/* Is this a domain of Xen, so that doctor_domain() has something to say? */
bool doctor_in_domain(void);

/*
 * The domain that we are in: can it be the backend, with the driver, or the
 * frontend? @role: "back", "front", or NULL: the backend where it is domain 0.
 */
void doctor_domain(struct findings *findings, const char *role);

#endif /* ZCOPY_DOCTOR_DOMAIN_H */
