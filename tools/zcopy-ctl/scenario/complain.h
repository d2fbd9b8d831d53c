/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_COMPLAIN_H
#define ZCOPY_COMPLAIN_H

#include "scenario/scenario.h"

/*
 * Adds a complaint. A file that is no scenario at all would give one for every
 * line: after COMPLAINTS_MAX of them the rest is dropped.
 */
#define COMPLAINTS_MAX 100

void complain(struct complaints *complaints, unsigned int line,
	      unsigned int column, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The checks come in passes; the reader wants the order of the file. */
void complaints_sort(struct complaints *complaints);

#endif /* ZCOPY_COMPLAIN_H */
