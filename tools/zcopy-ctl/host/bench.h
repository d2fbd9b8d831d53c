/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures of one target: measured in one go, told as ratios. */
#ifndef ZCOPY_BENCH_H
#define ZCOPY_BENCH_H

#include <json-c/json.h>
#include <stdio.h>

#include "host/runner.h"

/* What is timed of a frame, in the order of enum frame_part */
enum frame_part {
	FRAME_FROM_REFS,	/* grant references become a buffer */
	FRAME_IMPORT,		/* ... and a framebuffer of the display device */
	FRAME_SHOW,		/* ... and are scanned out */
	FRAME_CLOSE,		/* framebuffer and buffer are closed, together */
	FRAME_WAIT_FREE,	/* from there until the grants are unmapped */
	FRAME_COPY,		/* the same frame copied into a buffer of the display device */
	FRAME_SHOW_COPY,	/* ... and scanned out */
	FRAME_TO_REFS,		/* such a buffer granted to the frontend */
	FRAME_PARTS,
};

struct bench_frame {
	char *size;
	unsigned int pages;
	double seconds[FRAME_PARTS];	/* medians */
};

struct bench {
	unsigned int runs;
	double pair;		/* seconds of the unit; median */
	double scenario;	/* one scenario, start to power-off; median */
	struct bench_frame *frames;
	size_t nframes;
	int code;		/* enum exit_code: of what could not be measured */
	char *error;		/* why, or NULL */
};

/* @watcher is told what is measured. @runs: of the pair and of the scenario */
void bench_measure(struct bench *bench, const struct run_options *options, unsigned int runs,
		   const char *scenario, const struct run_watcher *watcher);
void bench_finish(struct bench *bench);

/* bench-print.c */
void bench_print(FILE *out, const struct bench *bench);
/* A figure on each line, NAME VALUE UNIT; what is told of a size has it behind a dot */
void bench_lines(FILE *out, const struct bench *bench);
/* Keys of the figures, added to @root: "unit", "scenario", "frames" */
void bench_json(json_object *root, const struct bench *bench);

#endif /* ZCOPY_BENCH_H */
