// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands.h"
#include "host/ask.h"
#include "host/prepare.h"
#include "util/memory.h"

static bool lacks_something(const struct target *target, const char *kernel)
{
	struct target_kernel asked = { .name = (char *)kernel, .built = true };
	char *about;
	int code = target_ask(target, kernel ? &asked : NULL, &about);

	free(about);
	return code == EXIT_ENVIRONMENT;
}

/* Its words, and there are many, go where ours go: standard output is for results */
static int run_prepare(const char *path, const char *kernel)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execl(path, path, kernel ? "--kernel" : NULL, kernel, NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool prepare_target(const struct target *target, const char *kernel, char **error)
{
	char *path = xprintf("%s/prepare", target->folder);
	bool good = true;

	if (access(path, X_OK) == 0 && lacks_something(target, kernel) &&
	    run_prepare(path, kernel) != 0) {
		*error = xprintf("target %s lacks something, and %s did not bring it (see above)",
				 target->name, path);
		good = false;
	}
	free(path);
	return good;
}
