/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Options and arguments that several commands have: children of their argp. */
#ifndef ZCOPY_OPTIONS_H
#define ZCOPY_OPTIONS_H

#include <argp.h>
#include <stdbool.h>

/* --json; its input is a bool */
extern const struct argp json_argp;

/* SCENARIO|FOLDER..., in the command's args_doc */
struct path_arguments {
	bool required;
	char **paths;
	int npaths;
};

/* Its input is a struct path_arguments */
extern const struct argp paths_argp;

#endif /* ZCOPY_OPTIONS_H */
