/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What somebody sees of a run: progress on standard error, results on standard output. */
#ifndef ZCOPY_VIEW_H
#define ZCOPY_VIEW_H

#include "host/files.h"
#include "host/agenda.h"
#include "host/progress.h"
#include "host/runner.h"
#include "result/printer.h"

struct view {
	const struct printer *printer;
	struct print_options print;
	struct progress progress;
	const char **names;
	struct run_watcher watcher;	/* that shows it */
};

void view_begin(struct view *view, const struct printer *printer, bool verbose,
		const struct scenario_files *files, const struct agenda *agenda);
void view_end(struct view *view, const struct run_record *record);

/* Formats for machines get a document in any case: this is the one without results. */
void view_nothing(const struct printer *printer, const struct run_record *record);

#endif /* ZCOPY_VIEW_H */
