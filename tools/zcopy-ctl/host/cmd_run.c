// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "host/failed.h"
#include "host/in-order.h"
#include "host/jobs.h"
#include "host/prepare.h"
#include "host/run-arguments.h"
#include "host/runner.h"
#include "host/view.h"
#include "util/memory.h"

static int run(const struct run_arguments *arguments, const struct target *target,
	       const struct scenario_files *files, struct run_record *record)
{
	char *rerun = run_command_line(&arguments->where, arguments->seed), *problem;
	struct run_options run_options = {
		.target = target, .kernel = arguments->where.kernel,
		.out = arguments->out, .scratch = arguments->out,
		.boot_timeout = arguments->timeout > 0 ? arguments->timeout : target->boot_timeout,
		.step_timeout = arguments->timeout > 0 ? arguments->timeout : target->step_timeout,
		.seed = arguments->seed,
		.keep_logs = arguments->keep_logs, .gdb = arguments->gdb, .rerun = rerun,
	};
	struct in_order order = { .fail_fast = arguments->fail_fast };
	struct run_source source = { .context = &order, .next = in_order_next };
	struct agenda agenda;
	struct view view;
	int code;

	agenda_make(&agenda, files->count, arguments->rounds,
		  arguments->shuffle ? &arguments->shuffle_seed : NULL);
	order.count = agenda.count;
	record->shuffled = agenda.shuffled;
	record->shuffle = agenda.seed;
	view_begin(&view, arguments->printer, arguments->verbose, files, &agenda);
	if (arguments->jobs > 1)
		run_jobs(&run_options, arguments->jobs, arguments->fail_fast, files, &agenda,
			 &view.watcher, record);
	else
		run_scenarios(&run_options, files, &agenda, &source, &view.watcher, record);
	record->not_run = agenda.count - record->nscenarios;
	view_end(&view, record);
	problem = failed_update(record, arguments->out);
	if (problem)
		fprintf(stderr, "zcopy-ctl run: %s\n", problem);
	code = record_exit_code(record);
	if (code == EXIT_INTERRUPTED)
		fputs("zcopy-ctl run: interrupted; the target is gone\n", stderr);
	free(problem);
	free(rerun);
	agenda_finish(&agenda);
	return code;
}

/* The files that are meant, by what is given, by tags, by what failed */
static char *choose_files(const struct run_arguments *arguments, const struct failed *failed,
			  const struct targets *targets, struct scenario_files *files)
{
	char *usual[] = { FILES_USUAL };
	size_t count = 0;
	char **paths = NULL;

	if (arguments->files.npaths > 0) {
		files_load(files, arguments->files.paths, arguments->files.npaths);
	} else if (arguments->failed) {
		paths = failed_paths(failed, arguments->where.target, arguments->where.kernel, &count);
		files_load(files, paths, count);
		free(paths);
	} else {
		files_load(files, usual, 1);
	}
	if (files->error)
		return xstrdup(files->error);
	if (arguments->failed)
		failed_choose(failed, arguments->where.target, arguments->where.kernel, files);
	files_check_targets(files, targets);
	if (files->nwrong > 0)
		return xprintf("%zu of %zu scenario files have mistakes; nothing was run",
			       files->nwrong, files->count);
	return files->count ? tags_choose(&arguments->tags, files) : NULL;
}

static int run_chosen(const struct run_arguments *arguments, const struct target *target,
		      const struct scenario_files *files, struct run_record *record)
{
	int code;

	if (files->count == 0) {
		fprintf(stderr, "zcopy-ctl run: nothing of this failed last time on %s%s%s%s\n",
			arguments->where.target, arguments->where.kernel ? " (" : "",
			arguments->where.kernel ? arguments->where.kernel : "",
			arguments->where.kernel ? " kernel)" : "");
		view_nothing(arguments->printer, record);
		return EXIT_PASSED;
	}
	code = prepare_target(target, arguments->where.kernel, &record->error);
	if (code != 0) {
		fprintf(stderr, "zcopy-ctl run: %s\n", record->error);
		view_nothing(arguments->printer, record);
		return code;
	}
	return run(arguments, target, files, record);
}

int cmd_run(int argc, char **argv)
{
	struct run_arguments arguments = run_defaults;
	struct run_record record = { 0 };
	const struct target *target = NULL;
	struct scenario_files files = { 0 };
	struct failed failed = { 0 };
	struct targets targets;
	int code = EXIT_USAGE;

	argp_parse(&run_argp, argc, argv, 0, NULL, &arguments);
	targets_load(&targets);
	target = where_find(&arguments.where, &targets, &record.error);
	record.target = xstrdup(arguments.where.target);
	record.kernel = arguments.where.kernel ? xstrdup(arguments.where.kernel) : NULL;
	if (target) {
		failed_load(&failed, arguments.out);
		record.error = choose_files(&arguments, &failed, &targets, &files);
		files_print_complaints(&files);
	} else {
		code = where_exit_code(&targets);
	}
	if (record.error) {
		fprintf(stderr, "zcopy-ctl run: %s\n", record.error);
		view_nothing(arguments.printer, &record);
	} else {
		code = run_chosen(&arguments, target, &files, &record);
	}
	failed_finish(&failed);
	record_finish(&record);
	files_finish(&files);
	targets_finish(&targets);
	tags_finish(&arguments.tags);
	return code;
}
