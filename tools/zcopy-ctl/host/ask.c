// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "commands.h"
#include "host/ask.h"
#include "util/capture.h"
#include "util/memory.h"

int target_ask(const struct target *target, const struct target_kernel *kernel, char **about)
{
	char *start = xprintf("%s/start", target->folder);
	char *argv[] = { start, "--check", kernel ? "--kernel" : NULL,
			 kernel ? kernel->name : NULL, NULL };
	char *out, *err;
	int code = capture(argv, &out, &err);

	free(start);
	*about = code == 0 ? out : err;
	free(code == 0 ? err : out);
	if (code == EXIT_USAGE && kernel) {
		free(*about);
		*about = xstrdup(kernel->built ? "built" : "not built");
		return kernel->built ? 0 : EXIT_ENVIRONMENT;
	}
	if (code != 0 && !**about) {
		free(*about);
		*about = xprintf("%s/start ended with %d", target->folder, code);
	}
	return code;
}
