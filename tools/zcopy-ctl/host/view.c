// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/view.h"
#include "util/memory.h"

static void show_doing(void *context, size_t item, const char *what, double seconds)
{
	struct view *view = context;

	progress_show(&view->progress, item, what, seconds);
}

static void show_text(void *context, const char *text)
{
	struct view *view = context;

	progress_wipe(&view->progress);
	fprintf(stderr, "%s\n", text);
}

static void show_over(void *context, const struct run_record *record, size_t index)
{
	struct view *view = context;
	const struct scenario_record *scenario = &record->scenarios[index];
	char *label;

	progress_wipe(&view->progress);
	if (view->printer->scenario) {
		view->printer->scenario(stdout, &view->print, record, index);
		return;
	}
	label = record_label(scenario);
	fprintf(stderr, "[%zu/%zu] %s %s\n", index + 1, view->progress.total,
		verdict_name(scenario->verdict), label);
	free(label);
}

/* Said beforehand: a run that hangs or is killed can be repeated, too. */
static void show_order(const struct view *view, const struct agenda *agenda)
{
	fprintf(stderr, "order of --shuffle %llu:", (unsigned long long)agenda->seed);
	for (size_t i = 0; i < agenda->count; i++)
		fprintf(stderr, " %s", view->names[i]);
	fputc('\n', stderr);
}

void view_begin(struct view *view, const struct printer *printer, bool verbose,
		const struct scenario_files *files, const struct agenda *agenda)
{
	*view = (struct view){
		.printer = printer,
		.print = {
			.colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR"),
			.verbose = verbose,
		},
		.names = xalloc(agenda->count * sizeof(*view->names)),
		.watcher = { .context = view, .doing = show_doing, .say = show_text,
			     .over = show_over },
	};
	for (size_t i = 0; i < agenda->count; i++)
		view->names[i] = files->items[agenda->items[i].file].scenario->name;
	progress_init(&view->progress, view->names, agenda->count);
	if (agenda->shuffled)
		show_order(view, agenda);
	if (printer->begin)
		printer->begin(stdout, &view->print, agenda->count);
}

void view_end(struct view *view, const struct run_record *record)
{
	progress_wipe(&view->progress);
	view->printer->end(stdout, &view->print, record);
	progress_finish(&view->progress);
	free(view->names);
}

void view_nothing(const struct printer *printer, const struct run_record *record)
{
	struct print_options plain = { .verbose = false };

	if (printer == &pretty_printer)
		return;
	if (printer->begin)
		printer->begin(stdout, &plain, 0);
	printer->end(stdout, &plain, record);
}
