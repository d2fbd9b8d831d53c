/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Printers make text of a run's record. A printer that can shows every scenario
 * as soon as it is over; the others print all at the end.
 */
#ifndef ZCOPY_PRINTER_H
#define ZCOPY_PRINTER_H

#include <stdio.h>

#include "result/record.h"

struct print_options {
	bool colour;
	bool verbose;		/* steps of passed scenarios too */
};

struct printer {
	const char *name;
	/* Each may be NULL. @total: how many scenarios there will be */
	void (*begin)(FILE *out, const struct print_options *options, size_t total);
	void (*scenario)(FILE *out, const struct print_options *options,
			 const struct run_record *record, size_t index);
	void (*end)(FILE *out, const struct print_options *options,
		    const struct run_record *record);
};

extern const struct printer pretty_printer, ktap_printer, junit_printer, json_printer;

/* Names for --format, NULL-terminated */
extern const char *const printer_names[];
const struct printer *printer_find(const char *name);

#endif /* ZCOPY_PRINTER_H */
