// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/evidence.h"
#include "util/memory.h"

/* Lines of a kernel's log that go into the record */
#define SLICE_SPLAT	80
#define SLICE_FAILURE	20

/* The last lines of a console since this scenario began, at most @count */
static void add_tail(struct scenario_record *scenario, const struct console *console,
		     size_t first, size_t count)
{
	size_t from = console->nlines > count ? console->nlines - count : 0;

	if (from < first && first <= console->nlines)
		from = first;
	for (size_t i = from; i < console->nlines; i++)
		record_add_console(scenario, console->who, console->lines[i].text);
}

void evidence_tail(struct scenario_record *scenario, const struct machine *machine,
		   const size_t *first)
{
	for (size_t i = 0; i < NCONSOLES; i++)
		add_tail(scenario, &machine->consoles[i], first[i], SLICE_FAILURE);
}

void evidence_splat(struct scenario_record *scenario, const struct console *console)
{
	for (size_t i = console->splat_line;
	     i < console->nlines && i < console->splat_line + SLICE_SPLAT; i++)
		record_add_console(scenario, console->who, console->lines[i].text);
}

static const char *const domains[] = { [CONSOLE_BACK] = "back", [CONSOLE_FRONT] = "front" };

static char *log_path(const struct scenario_record *scenario, const char *out, size_t console)
{
	return xprintf("%s/%s.%s.log", out, scenario->name, domains[console]);
}

void evidence_remove_logs(const struct scenario_record *scenario, const char *out)
{
	for (size_t i = 0; i < CONSOLE_START; i++) {
		char *path = log_path(scenario, out, i);

		unlink(path);
		free(path);
	}
}

void evidence_save_logs(struct scenario_record *scenario, const struct machine *machine,
			const char *out)
{
	for (size_t i = 0; i < CONSOLE_START; i++) {
		const struct console *console = &machine->consoles[i];
		char *path;

		if (console->nlines == 0)
			continue;
		path = log_path(scenario, out, i);
		if (console_save(console, path))
			*GROW(scenario->logs, scenario->nlogs) = path;
		else
			free(path);
	}
}

char *evidence_last_words(const struct machine *machine)
{
	const struct console *start = &machine->consoles[CONSOLE_START];

	if (start->nlines > 0)
		return xstrdup(start->lines[start->nlines - 1].text);
	for (size_t i = 0; i < CONSOLE_START; i++) {
		const struct console *console = &machine->consoles[i];

		for (size_t k = console->nlines; k > 0; k--)
			if (strncmp(console->lines[k - 1].text, "init: ", 6) == 0)
				return xprintf("%s: %s", console->who, console->lines[k - 1].text);
	}
	return NULL;
}
