/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One of several pairs of a run with --jobs: a process of its own, because a
 * pair's orphans and its signals belong to a process. It asks over a socket what
 * to run and tells what came of it, one JSON object in a line:
 *
 *	{"next":VERDICT}	which is next? The answer is a line with a number, or -1
 *	{"doing":TEXT,"item":N,"seconds":S}
 *	{"say":TEXT}
 *	{"record":{...},"error":TEXT or null}
 */
#ifndef ZCOPY_WORKER_H
#define ZCOPY_WORKER_H

#include "host/runner.h"

/* Runs until there is nothing left, and ends the process. */
void worker_main(int socket, const struct run_options *options,
		 const struct scenario_files *files, const struct agenda *agenda)
	__attribute__((noreturn));

#endif /* ZCOPY_WORKER_H */
