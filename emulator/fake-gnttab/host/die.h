/* SPDX-License-Identifier: GPL-2.0 */
/* Ending with a cause and a cure */
#ifndef FAKEXEND_DIE_H
#define FAKEXEND_DIE_H

enum fakexend_exit {
	EXIT_POWERED_OFF = 0,
	EXIT_USAGE_ERROR = 2,
	EXIT_ENVIRONMENT = 3,	/* something is missing; the text says what */
	EXIT_CRASHED = 4,	/* dom0 ended without powering off */
};

void die(enum fakexend_exit status, const char *format, ...)
	__attribute__((format(printf, 2, 3), noreturn));

#endif /* FAKEXEND_DIE_H */
