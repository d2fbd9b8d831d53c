/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Variables of the running kernel, read where /proc shows its memory. For
 * numbers that a kernel keeps and tells nobody.
 */
#ifndef ZCOPY_KCORE_H
#define ZCOPY_KCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trouble.h"

struct kcore_variable {
	const char *name;
	uint64_t address;	/* 0: the kernel has none of that name */
};

/*
 * Finds the addresses of @variables in @kallsyms. That is a long file: once is
 * enough. Return: 0, also when some are missing; -1 with @trouble.
 */
int kcore_find(const char *kallsyms, struct kcore_variable *variables, size_t count,
	       struct trouble *trouble);

/* Reads memory at @address of the ELF file @kcore. Return: 0, or -1 with @trouble. */
int kcore_read(const char *kcore, uint64_t address, void *to, size_t length,
	       struct trouble *trouble);

#endif /* ZCOPY_KCORE_H */
