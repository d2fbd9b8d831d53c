/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The record of one run: collected first, printed after by whichever printer
 * the user asked for. Nothing here knows how it was obtained.
 */
#ifndef ZCOPY_RECORD_H
#define ZCOPY_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verdict {
	VERDICT_PASSED,
	VERDICT_FAILED,		/* a step did not come out as written */
	VERDICT_SKIPPED,	/* the target cannot do it; the message says what */
	VERDICT_CRASHED,	/* a kernel crashed or splatted */
	VERDICT_TIMEOUT,
	VERDICT_ERROR,		/* never came to run: something is missing */
	VERDICT_INTERRUPTED,
	VERDICT_KNOWN,		/* failed, as its header says */
	VERDICT_UNEXPECTED,	/* passed, though its header says that it fails */
};

struct step_record {
	unsigned int index, line;
	char *text;
	char *status;		/* as the conductor says: ok, expected, failed */
	double seconds;
	char *message;		/* or NULL */
};

struct picture_record {
	char *kind;		/* scanout, expected, difference */
	char *path;
};

struct scenario_record {
	size_t item;			/* of the agenda */
	char *name, *path, *title;
	unsigned int round, rounds;	/* which of how many repetitions; 0: as 1 of 1 */
	char *stem;			/* what its files in the out folder begin with */
	enum verdict verdict;
	double seconds;
	char *message;			/* why, or NULL */
	unsigned int line;		/* where, or 0 */
	char *line_text;		/* that line, or NULL */
	struct step_record *steps;
	size_t nsteps;
	struct picture_record *pictures;
	size_t npictures;
	char **console;			/* slice of the kernels' logs: "back: ..." */
	size_t nconsole;
	char **logs;			/* files with whole logs */
	size_t nlogs;
	char *rerun;			/* the command to run this one again */
	char *gdb;			/* the same with a debugger */
};

struct run_record {
	char *target, *kernel;
	char *error;			/* why nothing (more) could run, or NULL */
	struct scenario_record *scenarios;
	size_t nscenarios;
	size_t not_run;			/* of the agenda, because the run ended early */
	bool shuffled;
	uint64_t shuffle;		/* the seed of the order */
	double seconds;
};

struct run_summary {
	unsigned int passed;
	unsigned int failed;		/* unexpected passes among them */
	unsigned int skipped, known, unexpected;
};

const char *verdict_name(enum verdict verdict);
/* Neither passed nor skipped nor a known failure */
bool verdict_is_bad(enum verdict verdict);
/* The exit code of a process to which nothing else happened */
int verdict_exit_code(enum verdict verdict);

struct run_summary record_summary(const struct run_record *record);
/* The exit code of the process, by the worst class of what happened */
int record_exit_code(const struct run_record *record);

/* The name, with its repetition when there are several: "resize (3/20)"; to be freed */
char *record_label(const struct scenario_record *scenario);

void record_add_console(struct scenario_record *scenario, const char *who, const char *line);
void record_add_step(struct scenario_record *scenario, struct step_record step);
void record_finish(struct run_record *record);

#endif /* ZCOPY_RECORD_H */
