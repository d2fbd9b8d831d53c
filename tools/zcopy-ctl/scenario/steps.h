/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions about the steps of a scenario as a whole */
#ifndef ZCOPY_STEPS_H
#define ZCOPY_STEPS_H

#include "scenario/scenario.h"

/*
 * Seconds that a step may take at most by its own words: within, timeout=. One that
 * starts a background job takes none.
 */
double steps_longest(const struct step *steps, size_t count);

/*
 * The first step behind @line in the order of the file (blocks are gone into):
 * most likely it is the one that runs when that line is done. NULL: the end.
 */
const struct step *steps_behind(const struct step *steps, size_t count, unsigned int line);

#endif /* ZCOPY_STEPS_H */
