// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "coverage.h"

/* One file of counters for each object, below the object's path on the host */
#define GCOV "/sys/kernel/debug/gcov"
#define SUFFIX ".gcda"
#define HERE "/run/coverage"

static char boot[] = HERE "/boot-XXXXXX";

static bool copy(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	char buffer[4096];
	ssize_t n = -1;

	/* Until nothing comes: the files' sizes are not told */
	while (in >= 0 && out >= 0 && (n = read(in, buffer, sizeof(buffer))) > 0)
		if (write(out, buffer, n) != n)
			break;
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) != 0)
		return false;
	return n == 0;
}

static int save(const char *path, const struct stat *info, int type, struct FTW *place)
{
	const char *name = path + place->base, *suffix = strrchr(name, '.');
	char to[512];

	(void)info;
	if (type != FTW_F || !suffix || strcmp(suffix, SUFFIX) != 0)
		return 0;
	snprintf(to, sizeof(to), "%s/%s", boot, name);
	if (copy(path, to))
		return 0;
	fprintf(stderr, "init: cannot save %s: %s\n", path, strerror(errno));
	return -1;
}

void coverage_save(const char *folder)
{
	if (access(GCOV, F_OK) != 0) {
		fprintf(stderr, "init: no coverage: this kernel does not count; the debug kernel does\n");
		return;
	}
	mkdir(HERE, 0755);
	if (mount("hostfs", HERE, "hostfs", 0, folder) || !mkdtemp(boot)) {
		fprintf(stderr, "init: no coverage: cannot write to %s: %s\n", folder,
			strerror(errno));
		return;
	}
	nftw(GCOV, save, 16, FTW_PHYS);
}
