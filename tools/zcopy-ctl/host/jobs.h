/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_JOBS_H
#define ZCOPY_JOBS_H

#include "host/runner.h"

/*
 * run_scenarios() with several pairs side by side. Whichever is free takes the
 * next item; results come to @watcher in the agenda's order. A pair that crashes
 * costs its own scenario; when we are told to end, all pairs are.
 */
void run_jobs(const struct run_options *options, unsigned int njobs, bool fail_fast,
	      const struct scenario_files *files, const struct agenda *agenda,
	      const struct run_watcher *watcher, struct run_record *record);

#endif /* ZCOPY_JOBS_H */
