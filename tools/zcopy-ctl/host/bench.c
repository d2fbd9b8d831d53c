// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Measuring is running scenarios: the conductor times every step. The one for
 * frames is written here, into the folder of --out, where it can be read and run.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "host/bench.h"
#include "host/in-order.h"
#include "host/phases.h"
#include "target/machine.h"
#include "util/folder.h"
#include "util/memory.h"

#define PAGE_SIZE 4096

static const char frames_scenario[] =
	"# SPDX-License-Identifier: GPL-2.0-or-later\n"
	"# Made by 'zcopy-ctl bench': each step is timed\n"
	"title    A frame of $size pixels, shared and copied\n"
	"proves   Nothing; it is measured\n"
	"needs    grants display\n"
	"variants size 128x128 640x480 1920x1080\n"
	"\n"
	"front: grant screen $size XR24 to=back\n"
	"front: draw screen noise\n"
	"back: map seen of=screen\n"
	"back: dumb own $size XR24\n"
	"back: show own\n"
	"repeat 9\n"
	"    back: from-refs shot of=screen\n"
	"    back: import picture of=shot\n"
	"    back: show picture\n"
	"    back: copy own of=seen\n"
	"    back: show own\n"
	"    back: close picture\n"
	"    back: close shot\n"
	"    back: wait-free shot\n"
	"    back: to-refs lent of=own to=front\n"
	"    back: close lent\n"
	"end\n"
	"back: hide\n"
	"back: unmap seen\n"
	"back: close own\n"
	"front: end screen\n";

/* The steps that are parts of a frame; more than one may belong to a part */
static const struct {
	const char *step;
	enum frame_part part;
} timed[] = {
	{ "back: from-refs shot", FRAME_FROM_REFS }, { "back: import picture", FRAME_IMPORT },
	{ "back: show picture", FRAME_SHOW }, { "back: close picture", FRAME_CLOSE },
	{ "back: close shot", FRAME_CLOSE }, { "back: wait-free shot", FRAME_WAIT_FREE },
	{ "back: copy own", FRAME_COPY }, { "back: show own", FRAME_SHOW_COPY },
	{ "back: to-refs lent", FRAME_TO_REFS },
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
	if (!count)
		return 0;
	qsort(values, count, sizeof(*values), by_value);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static bool fails(struct bench *bench, int code, char *error)
{
	if (bench->error) {
		free(error);
	} else {
		bench->code = code;
		bench->error = error;
	}
	return false;
}

/* --- the unit: a pair that does nothing ---------------------------------------------- */

static void still_waits(void *context, double seconds)
{
	const struct run_watcher *watcher = context;

	if (watcher->doing)
		watcher->doing(watcher->context, 0, "an empty pair", seconds);
}

/* Until the target has ended. Return: did it say hello, and end in order? */
static bool watch_pair(struct bench *bench, struct machine *machine, const struct run_options *options,
		       const struct run_watcher *watcher)
{
	const struct phase_watcher waiting = { .context = (void *)watcher, .doing = still_waits };
	struct phase_end end = phase_boot(machine, options->boot_timeout, &waiting);
	json_object *quit;

	if (end.verdict == VERDICT_PASSED) {
		json_object_put(end.hello);
		quit = json_object_new_object();
		json_object_object_add(quit, "quit", json_object_new_int(1));
		machine_send(machine, quit);
		end = phase_power_off(machine, options->step_timeout, &waiting);
	}
	if (end.verdict == VERDICT_PASSED)
		return true;
	fails(bench, end.code, end.refused ? xstrdup(end.message) : xprintf("an empty pair: %s", end.message));
	free(end.message);
	return false;
}

static bool time_pair(struct bench *bench, const struct run_options *options,
		      const struct run_watcher *watcher, double *seconds)
{
	char *start = xprintf("%s/start", options->target->folder);
	char *argv[] = { start, options->kernel ? "--kernel" : NULL, (char *)options->kernel, NULL };
	double began = clock_now();
	struct machine machine;
	char *error = machine_start(&machine, argv);
	bool good;

	free(start);
	if (error)
		return fails(bench, EXIT_ENVIRONMENT, error);
	good = watch_pair(bench, &machine, options, watcher);
	*seconds = clock_now() - began;
	machine_finish(&machine);
	return good;
}

/* --- scenarios --------------------------------------------------------------------------- */

/* Runs what @path holds, once. Return: false when it does not pass */
static bool run_file(struct bench *bench, const struct run_options *options, const char *path,
		     const struct run_watcher *watcher, struct run_record *record)
{
	struct scenario_files files;
	struct in_order order = { .fail_fast = true };
	struct run_source source = { .context = &order, .next = in_order_next };
	struct run_watcher only_doing = {
		.context = watcher->context, .doing = watcher->doing, .say = watcher->say,
	};
	struct agenda agenda;
	char *paths[] = { (char *)path };
	bool good = true;
	int code;

	*record = (struct run_record){ .target = xstrdup(options->target->name) };
	files_load(&files, paths, 1);
	if (files.error || files.nwrong) {
		good = fails(bench, EXIT_USAGE, files.error ? xstrdup(files.error) :
			     xprintf("%s has mistakes (zcopy-ctl lint)", path));
	} else {
		agenda_make(&agenda, files.count, 1, NULL);
		order.count = agenda.count;
		run_scenarios(options, &files, &agenda, &source, &only_doing, record);
		agenda_finish(&agenda);
	}
	/* What was skipped, or is known to fail, is well for a run; here it is not measured. */
	code = record_exit_code(record);
	for (size_t i = 0; good && i < record->nscenarios; i++)
		if (record->scenarios[i].verdict != VERDICT_PASSED)
			good = fails(bench, code ? code : EXIT_ENVIRONMENT,
				     xprintf("%s: %s", record->scenarios[i].name,
					     record->scenarios[i].message ? record->scenarios[i].message :
					     verdict_name(record->scenarios[i].verdict)));
	files_finish(&files);
	return good;
}

static bool write_frames(struct bench *bench, const char *path)
{
	FILE *file = fopen(path, "we");
	bool good = file && fputs(frames_scenario, file) >= 0;

	if (file && fclose(file) != 0)
		good = false;
	return good || fails(bench, EXIT_ENVIRONMENT, xprintf("cannot write %s: %s", path, strerror(errno)));
}

static struct bench_frame frame_of(const struct scenario_record *scenario)
{
	const char *size = strchr(scenario->name, '[');
	struct bench_frame frame = { .size = xstrdup(size ? size + 1 : scenario->name) };
	unsigned int width = 0, height = 0;
	double *seconds = xalloc((scenario->nsteps + 1) * sizeof(*seconds));

	frame.size[strcspn(frame.size, "]")] = '\0';
	sscanf(frame.size, "%ux%u", &width, &height);
	frame.pages = (width * height * 4 + PAGE_SIZE - 1) / PAGE_SIZE;
	for (size_t k = 0; k < sizeof(timed) / sizeof(timed[0]); k++) {
		size_t count = 0;

		for (size_t i = 0; i < scenario->nsteps; i++)
			if (strncmp(scenario->steps[i].text, timed[k].step, strlen(timed[k].step)) == 0)
				seconds[count++] = scenario->steps[i].seconds;
		frame.seconds[timed[k].part] += median(seconds, count);
	}
	free(seconds);
	return frame;
}

static bool measure_frames(struct bench *bench, const struct run_options *options,
			   const struct run_watcher *watcher)
{
	char *path = xprintf("%s/frame.zs", options->out);
	struct run_record record = { 0 };
	bool good = write_frames(bench, path) && run_file(bench, options, path, watcher, &record);

	for (size_t i = 0; good && i < record.nscenarios; i++)
		*GROW(bench->frames, bench->nframes) = frame_of(&record.scenarios[i]);
	record_finish(&record);
	free(path);
	return good;
}

void bench_measure(struct bench *bench, const struct run_options *options, unsigned int runs,
		   const char *scenario, const struct run_watcher *watcher)
{
	double *pairs = xalloc(runs * sizeof(*pairs)), *scenarios = xalloc(runs * sizeof(*scenarios));
	bool good = true;

	*bench = (struct bench){ .runs = runs };
	if (!machine_prepare())
		good = fails(bench, EXIT_ENVIRONMENT, xprintf("cannot set up signals: %s", strerror(errno)));
	else if (make_folder(options->out) < 0)
		good = fails(bench, EXIT_ENVIRONMENT, xprintf("cannot make the folder %s: %s; choose another with --out",
							      options->out, strerror(errno)));
	/* In turn, so that a busy minute of the machine is in both */
	for (unsigned int i = 0; good && i < runs; i++) {
		struct run_record record = { 0 };

		good = time_pair(bench, options, watcher, &pairs[i]) &&
			run_file(bench, options, scenario, watcher, &record);
		scenarios[i] = record.seconds;
		record_finish(&record);
	}
	if (good)
		measure_frames(bench, options, watcher);
	bench->pair = good ? median(pairs, runs) : 0;
	bench->scenario = good ? median(scenarios, runs) : 0;
	free(pairs);
	free(scenarios);
}

void bench_finish(struct bench *bench)
{
	for (size_t i = 0; i < bench->nframes; i++)
		free(bench->frames[i].size);
	free(bench->frames);
	free(bench->error);
	*bench = (struct bench){ 0 };
}
