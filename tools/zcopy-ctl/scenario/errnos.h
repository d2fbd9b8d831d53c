/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names that `expect` knows; errno_from_name() itself is in scenario.h. */
#ifndef ZCOPY_ERRNOS_H
#define ZCOPY_ERRNOS_H

#include <stdio.h>

#include "util/nearest.h"

void errnos_offer(struct nearest *nearest);
void errnos_print_grammar(FILE *out);

#endif /* ZCOPY_ERRNOS_H */
