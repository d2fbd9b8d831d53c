/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts that are no scenarios, and what their writers are told */
#ifndef ZCOPY_TEST_WRONG_H
#define ZCOPY_TEST_WRONG_H

#include <stddef.h>

/* The first complaint of a text: place and words */
struct wrong {
	const char *text;
	unsigned int line, column;
	const char *message;
};

void check_wrong(const struct wrong *wrong, size_t count);

#endif /* ZCOPY_TEST_WRONG_H */
