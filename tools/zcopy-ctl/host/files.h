/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scenario files: found, read and checked. */
#ifndef ZCOPY_FILES_H
#define ZCOPY_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/scenario.h"
#include "target/targets.h"

/* A file, or one variant of it */
struct scenario_file {
	char *path;
	char *text;			/* variables replaced; as written when it is wrong */
	size_t length;
	struct scenario *scenario;	/* NULL: see complaints */
	struct complaints complaints;
};

struct scenario_files {
	struct scenario_file *items;
	size_t count;
	size_t nwrong;			/* files with complaints */
	char *error;			/* a path that cannot be read; NULL: none */
};

/* Where names and patterns are looked for, below the folder one is in */
#define FILES_USUAL "scenarios"

/*
 * Reads every file of @paths, and of the folders among them every *.zs below,
 * sorted, each once; FILE[VARIANT] is that one variant. A word that is no path is
 * a scenario's name, or a pattern of names as the shell has them, and is looked
 * for in FILES_USUAL. Stops with
 * .error set at one that is not there.
 */
void files_load(struct scenario_files *files, char **paths, size_t npaths);
/* Takes one out; those behind it move up. */
void files_drop(struct scenario_files *files, size_t index);
void files_finish(struct scenario_files *files);

/*
 * Complains about targets of known-to-fail lines that are nearly the name of one
 * of @targets; whoever has other targets has other names.
 */
void files_check_targets(struct scenario_files *files, const struct targets *targets);

/* Prints the complaints as file:line:column: message with the line itself. */
void files_print_complaints(const struct scenario_files *files);

/* Every capability that one of them needs, once, with blanks between; to be freed */
char *files_needs(const struct scenario_files *files);

/* Copy of line @number of a file's text, without blanks in front */
char *file_line(const struct scenario_file *file, unsigned int number);

#endif /* ZCOPY_FILES_H */
