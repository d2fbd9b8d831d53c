// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "trouble.h"
#include "util/memory.h"

int trouble_set(struct trouble *trouble, int error, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = xvprintf(format, args);
	va_end(args);
	trouble_clear(trouble);
	trouble->error = error;
	trouble->text = text;
	return -1;
}

int trouble_errno(struct trouble *trouble, int error, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = xvprintf(format, args);
	va_end(args);
	trouble_set(trouble, error, "%s: %s", text, strerror(error));
	free(text);
	return -1;
}

void trouble_clear(struct trouble *trouble)
{
	free(trouble->text);
	trouble->text = NULL;
	trouble->error = 0;
}
