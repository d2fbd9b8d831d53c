// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "target/splat-log.h"
#include "target/splats.h"
#include "util/memory.h"
#include "util/plain.h"

/* Several times what lockdep needs; UML adds a dump of the stack. */
#define REPORT_LONGEST	1000

static void end_report(struct splat_log *log)
{
	bool known = splat_judge(log->report, log->nreport) == SPLAT_KNOWN;
	size_t first = log->number - log->nreport + 1;

	for (size_t i = 0; i < log->nreport; i++) {
		const struct splat_pattern *pattern = known ? NULL : splat_match(log->report[i]);

		if (pattern)
			*GROW(log->found, log->nfound) = (struct splat_found){
				.number = first + i, .name = pattern->name, .text = log->report[i],
			};
		else
			free(log->report[i]);
	}
	free(log->report);
	log->report = NULL;
	log->nreport = 0;
	log->complete = log->traced = false;
}

/*
 * A live console's report ends when the console falls silent. Here it ends with
 * the last function of the stack that lockdep lists at the end. Return: true when
 * @line stands behind that.
 */
static bool is_behind_report(struct splat_log *log, const char *line)
{
	if (log->nreport == REPORT_LONGEST)
		return true;
	if (!log->complete)
		log->complete = splat_completes(line);
	else if (strstr(line, "+0x"))
		log->traced = true;
	else
		return log->traced;
	return false;
}

static void take_line(struct splat_log *log, const char *line)
{
	if (log->nreport > 0 && is_behind_report(log, line))
		end_report(log);
	log->number++;
	if (log->nreport == 0 && !splat_match(line))
		return;
	*GROW(log->report, log->nreport) = xstrdup(line);
	if (log->nreport == 1 && splat_judge(log->report, 1) != SPLAT_INCOMPLETE)
		end_report(log);
}

bool splat_log_read(struct splat_log *log, FILE *file)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	int error;

	*log = (struct splat_log){ 0 };
	while ((length = getline(&line, &size, file)) >= 0) {
		if (length > 0 && line[length - 1] == '\n')
			length--;
		line[plain_text(line, length)] = '\0';
		take_line(log, line);
	}
	error = feof(file) ? 0 : errno;
	free(line);
	end_report(log);
	errno = error;
	return error == 0;
}

void splat_log_finish(struct splat_log *log)
{
	for (size_t i = 0; i < log->nfound; i++)
		free(log->found[i].text);
	free(log->found);
	*log = (struct splat_log){ 0 };
}
