// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "fault.h"

static const char fault_path[] = "/sys/kernel/debug/fake-xen/fault";

bool fault(const char *command)
{
	int fd = open(fault_path, O_WRONLY | O_CLOEXEC);
	bool taken;

	if (fd < 0)
		return false;
	taken = write(fd, command, strlen(command)) == (ssize_t)strlen(command);
	close(fd);
	return taken;
}
