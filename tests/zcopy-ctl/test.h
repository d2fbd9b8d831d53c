/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What CMocka wants to be included first, in its order */
#ifndef ZCOPY_TEST_H
#define ZCOPY_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Fails with both texts when @text lacks @part. */
static inline void assert_contains(const char *text, const char *part)
{
	if (!text || !strstr(text, part))
		fail_msg("'%s' lacks '%s'", text ? text : "(null)", part);
}

#endif /* ZCOPY_TEST_H */
