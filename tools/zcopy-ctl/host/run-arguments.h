/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of the commands that run scenarios */
#ifndef ZCOPY_RUN_ARGUMENTS_H
#define ZCOPY_RUN_ARGUMENTS_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>

#include "host/options.h"
#include "host/tags.h"
#include "host/where.h"
#include "result/printer.h"

struct run_arguments {
	struct path_arguments files;
	struct tag_choice tags;
	struct where where;
	const char *out;
	const struct printer *printer;
	double timeout;		/* 0: what the target says */
	uint64_t seed;		/* of patterns */
	unsigned int rounds, jobs;
	bool shuffle;
	uint64_t shuffle_seed;
	bool failed, fail_fast;
	bool verbose, keep_logs, gdb;
};

extern const struct run_arguments run_defaults;

/* Its input is a struct run_arguments */
extern const struct argp run_argp;

/* As the user would type it from this folder, without the scenario; to be freed */
char *run_command_line(const struct where *where, uint64_t seed_of_patterns);

#endif /* ZCOPY_RUN_ARGUMENTS_H */
