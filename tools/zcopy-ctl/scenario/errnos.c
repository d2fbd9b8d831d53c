// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "scenario/errnos.h"
#include "scenario/scenario.h"

#define NAMED(error) { error, #error }

static const struct {
	int error;
	const char *name;
} errnos[] = {
	{ 0, "ok" },
	NAMED(EPERM), NAMED(ENOENT), NAMED(ESRCH), NAMED(EINTR), NAMED(EIO),
	NAMED(ENXIO), NAMED(E2BIG), NAMED(EBADF), NAMED(EAGAIN), NAMED(ENOMEM),
	NAMED(EACCES), NAMED(EFAULT), NAMED(EBUSY), NAMED(EEXIST),
	NAMED(ENODEV), NAMED(EINVAL), NAMED(ENFILE), NAMED(EMFILE),
	NAMED(ENOTTY), NAMED(EFBIG), NAMED(ENOSPC), NAMED(EPIPE), NAMED(ERANGE),
	NAMED(EDEADLK), NAMED(ENOSYS), NAMED(EOVERFLOW), NAMED(EOPNOTSUPP),
	NAMED(ENOBUFS), NAMED(ETIMEDOUT), NAMED(EREMOTEIO), NAMED(EDQUOT),
	NAMED(ECANCELED), NAMED(ECONNRESET), NAMED(ESHUTDOWN), NAMED(EHOSTDOWN),
	NAMED(EPROTO), NAMED(EBADMSG),
};

#define NERRNOS (sizeof(errnos) / sizeof(errnos[0]))

int errno_from_name(const char *name)
{
	for (size_t i = 0; i < NERRNOS; i++)
		if (strcmp(errnos[i].name, name) == 0)
			return errnos[i].error;
	return -1;
}

const char *errno_to_name(int error)
{
	for (size_t i = 0; i < NERRNOS; i++)
		if (errnos[i].error == error)
			return errnos[i].name;
	return NULL;
}

void errnos_offer(struct nearest *nearest)
{
	for (size_t i = 0; i < NERRNOS; i++)
		nearest_offer(nearest, errnos[i].name);
}

void errnos_print_grammar(FILE *out)
{
	for (size_t i = 0; i < NERRNOS; i++)
		fprintf(out, "%s\"%s\"", i % 10 ? " | " : i ? "\n          | " : "",
			errnos[i].name);
}
