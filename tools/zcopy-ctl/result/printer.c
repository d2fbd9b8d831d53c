// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "result/printer.h"

static const struct printer *const printers[] = {
	&pretty_printer, &ktap_printer, &junit_printer, &json_printer,
};

const char *const printer_names[] = { "pretty", "ktap", "junit", "json", NULL };

const struct printer *printer_find(const char *name)
{
	for (size_t i = 0; i < sizeof(printers) / sizeof(printers[0]); i++)
		if (strcmp(printers[i]->name, name) == 0)
			return printers[i];
	return NULL;
}
