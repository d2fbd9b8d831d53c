// SPDX-License-Identifier: GPL-2.0-or-later
/* Faults of the hypervisor, for targets that can be told to have some. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conductor.h"
#include "scenario/verbs.h"
#include "util/memory.h"

#define FAULT	"/sys/kernel/debug/fake-xen/fault"

bool fault_possible(void)
{
	return access(FAULT, W_OK) == 0;
}

/* Scenarios name roles; the hypervisor knows domains */
static void add_word(FILE *out, const struct conductor *conductor, const char *word)
{
	static const char key[] = "domain=";

	if (strncmp(word, key, sizeof(key) - 1) == 0)
		for (int role = ROLE_FRONT; role <= ROLE_BACK; role++)
			if (strcmp(word + sizeof(key) - 1, role_name(role)) == 0) {
				fprintf(out, "%s%u", key, conductor->domid[role]);
				return;
			}
	fputs(word, out);
}

int fault_set(struct conductor *conductor, char *const *words, size_t count,
	      struct trouble *trouble)
{
	size_t length;
	char *command;
	FILE *out = open_memstream(&command, &length);
	int fd, result = 0;

	if (!out)
		return trouble_errno(trouble, ENOMEM, "cannot set a fault");
	for (size_t i = 0; i < count; i++) {
		char *copy = xstrdup(words[i]), *rest = copy, *word;

		/* One argument may be a whole command */
		while ((word = strsep(&rest, " \t"))) {
			fputs(ftell(out) ? " " : "", out);
			add_word(out, conductor, word);
		}
		free(copy);
	}
	fclose(out);
	fd = open(FAULT, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		result = trouble_errno(trouble, errno, "cannot open %s", FAULT);
	else if (write(fd, command, length) != (ssize_t)length)
		result = trouble_errno(trouble, errno, "the hypervisor does not take fault \"%s\"",
				       command);
	if (fd >= 0)
		close(fd);
	free(command);
	return result;
}
