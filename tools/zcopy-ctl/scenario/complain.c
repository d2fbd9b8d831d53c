// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdlib.h>

#include "scenario/complain.h"
#include "util/memory.h"

void complain(struct complaints *complaints, unsigned int line,
	      unsigned int column, const char *format, ...)
{
	va_list args;

	if (complaints->count >= COMPLAINTS_MAX)
		return;
	va_start(args, format);
	*GROW(complaints->items, complaints->count) = (struct complaint){
		.line = line,
		.column = column,
		.message = xvprintf(format, args),
	};
	va_end(args);
}

static int by_place(const void *a, const void *b)
{
	const struct complaint *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return 0;
}

void complaints_sort(struct complaints *complaints)
{
	if (complaints->count > 1)
		qsort(complaints->items, complaints->count,
		      sizeof(*complaints->items), by_place);
}

void complaints_clear(struct complaints *complaints)
{
	for (size_t i = 0; i < complaints->count; i++)
		free(complaints->items[i].message);
	free(complaints->items);
	*complaints = (struct complaints){ 0 };
}
