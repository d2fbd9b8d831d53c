// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/evidence.h"
#include "result/printer.h"
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

char *evidence_splat_words(const struct console *console)
{
	return xprintf("kernel of %s: %s: %s", console->who, console->splat->name,
		       console->lines[console->splat_line].text);
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
	return xprintf("%s/%s.%s.log", out, scenario->stem, domains[console]);
}

static char *picture_path(const struct scenario_record *scenario, const char *out, const char *kind)
{
	return xprintf("%s/%s.%s.png", out, scenario->stem, kind);
}

static void remove_file(char *path)
{
	unlink(path);
	free(path);
}

void evidence_remove(const struct scenario_record *scenario, const char *out)
{
	static const char *const kinds[] = { "scanout", "expected", "difference" };

	for (size_t i = 0; i < CONSOLE_START; i++)
		remove_file(log_path(scenario, out, i));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		remove_file(picture_path(scenario, out, kinds[i]));
	remove_file(xprintf("%s/%s.txt", out, scenario->stem));
}

void evidence_settle_pictures(struct scenario_record *scenario, const char *out)
{
	for (size_t i = 0; i < scenario->npictures; i++) {
		struct picture_record *picture = &scenario->pictures[i];
		const char *base = strrchr(picture->path, '/');
		char *path = verdict_is_bad(scenario->verdict) && !strchr(picture->kind, '/') ?
			picture_path(scenario, out, picture->kind) :
			xprintf("%s/%s", out, base ? base + 1 : picture->path);

		/* One that was never written is told under the name it would have. */
		if (rename(picture->path, path) != 0 && errno != ENOENT) {
			free(path);
			continue;
		}
		free(picture->path);
		picture->path = path;
	}
}

static char *cannot_write(const char *path)
{
	return xprintf("cannot write %s: %s", path, strerror(errno));
}

char *evidence_write_report(const struct run_record *record,
			    const struct scenario_record *scenario, const char *out)
{
	struct run_record only = *record;
	struct scenario_record copy = *scenario;
	const struct print_options plain = { .verbose = true };
	char *path = xprintf("%s/%s.txt", out, scenario->stem);
	FILE *file = fopen(path, "we");
	bool good = file;
	char *problem;

	only.scenarios = &copy;
	only.nscenarios = 1;
	if (file) {
		pretty_printer.scenario(file, &plain, &only, 0);
		good = fflush(file) == 0 && !ferror(file);
		if (fclose(file) != 0)
			good = false;
	}
	problem = good ? NULL : cannot_write(path);
	free(path);
	return problem;
}

char *evidence_save_logs(struct scenario_record *scenario, const struct machine *machine,
			 const char *out)
{
	char *problem = NULL;

	for (size_t i = 0; i < CONSOLE_START; i++) {
		const struct console *console = &machine->consoles[i];
		char *path;

		if (console->nlines == 0)
			continue;
		path = log_path(scenario, out, i);
		if (console_save(console, path)) {
			*GROW(scenario->logs, scenario->nlogs) = path;
			continue;
		}
		/* Of two, one says it */
		free(problem);
		problem = cannot_write(path);
		free(path);
	}
	return problem;
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
