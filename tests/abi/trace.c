// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "target.h"
#include "trace.h"

static const char tracing[] = "/sys/kernel/tracing";

static void trace_write(const char *name, const char *text)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", tracing, name);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		fail_msg("%s: %s", path, strerror(errno));
	if (write(fd, text, strlen(text)) < 0)
		fail_msg("%s: %s", path, strerror(errno));
	close(fd);
}

bool can_trace(void)
{
	return access("/sys/kernel/tracing/events/xen_zcopy", F_OK) == 0;
}

void trace_start(void)
{
	trace_write("trace", "");
	trace_write("events/xen_zcopy/enable", "1");
}

void trace_stop(void)
{
	trace_write("events/xen_zcopy/enable", "0");
}

/* Of a line "COMMAND-PID [PROCESSOR] ...": the task that it tells of */
static bool is_own(const char *line)
{
	const char *end = strstr(line, " [");

	while (end && end > line && *end != '-')
		end--;
	return end && atoi(end + 1) == getpid();
}

static unsigned int count(const char *event, const char *values, bool own)
{
	char path[128], line[512], wanted[256];
	unsigned int found = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/trace", tracing);
	snprintf(wanted, sizeof(wanted), " xen_zcopy_%s: %s\n", event, values);
	file = fopen(path, "re");
	if (!file)
		fail_msg("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		const char *end = strstr(line, " xen_zcopy_");

		found += end && fnmatch(wanted, end, 0) == 0 && (own || !is_own(line));
	}
	fclose(file);
	return found;
}

unsigned int traced(const char *event, const char *values)
{
	return count(event, values, true);
}

unsigned int traced_by_others(const char *event)
{
	return count(event, "*", false);
}
