/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines as kernels and Xen really print them, to be taken for splats or not */
#ifndef ZCOPY_TEST_SPLAT_LINES_H
#define ZCOPY_TEST_SPLAT_LINES_H

#include <stddef.h>

/* One for each row of splat_patterns and xen_splat_patterns, in their order */
extern const char *const examples[], *const xen_examples[];
extern const size_t nexamples, nxen_examples;

/* None of them is a splat. */
extern const char *const harmless[];
extern const size_t nharmless;

/* All of the one report that is passed over, and two lines behind it */
extern const char *const gntdev[];
extern const size_t ngntdev;

#endif /* ZCOPY_TEST_SPLAT_LINES_H */
