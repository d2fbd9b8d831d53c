/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_FAULTS_H
#define ZCOPY_FAULTS_H

#include <stddef.h>
#include <stdio.h>

#include "scenario/complain.h"
#include "scenario/words.h"

/* Checks the words of a fault command, e.g. "map nth=3 status=bad_gntref". */
void fault_check(const struct word *words, size_t count, unsigned int line,
		 struct complaints *complaints);

void faults_print_grammar(FILE *out);

#endif /* ZCOPY_FAULTS_H */
