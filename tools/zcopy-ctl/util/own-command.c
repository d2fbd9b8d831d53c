// SPDX-License-Identifier: GPL-2.0-or-later
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "util/memory.h"
#include "util/own-command.h"

char *own_command(void)
{
	char path[PATH_MAX], here[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length <= 0)
		return xstrdup("zcopy-ctl");
	path[length] = '\0';
	if (getcwd(here, sizeof(here))) {
		size_t skip = strlen(here);

		if (strncmp(path, here, skip) == 0 && path[skip] == '/')
			return xprintf("%s%s", strchr(path + skip + 1, '/') ? "" : "./",
				       path + skip + 1);
	}
	return xstrdup(path);
}
