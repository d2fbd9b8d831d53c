/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_STEP_H
#define ZCOPY_STEP_H

#include "scenario/complain.h"
#include "scenario/words.h"

/*
 * Reads one line "ACTOR: VERB ...". What is wrong goes to @complaints; the step
 * then holds what could be understood and is marked broken.
 */
struct step step_parse(const struct words *words, unsigned int line,
		       struct complaints *complaints);

/* Frees what a step holds, its body included. */
void step_finish(struct step *step);

/* A letter, then letters, digits, '-' and '_', at most 32 in all */
bool is_name(const char *text);

#endif /* ZCOPY_STEP_H */
