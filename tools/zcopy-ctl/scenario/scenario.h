/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A parsed scenario: what both the linter on the host and the conductor in the
 * backend domain work on. The language's manual is scenarios/README.md.
 */
#ifndef ZCOPY_SCENARIO_H
#define ZCOPY_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum role {
	ROLE_FRONT,	/* the frontend domain, through the agent */
	ROLE_BACK,	/* the backend domain, where the conductor runs */
	ROLE_OTHER,	/* another process of the backend domain, with files of its own */
	ROLE_XEN,	/* the toolstack: kill, start, fault */
};

/* One KEY=VALUE of a step, e.g. size=1920x1080 */
struct option_value {
	char *key;
	char *value;
	unsigned int column;	/* of the key, from 1 */
};

/* A race may end in more ways than anybody can judge. */
#define OUTCOMES_MAX	4

enum step_kind {
	STEP_VERB,
	STEP_JOIN,	/* collects the background job named by @job */
	STEP_REPEAT,	/* @count times the steps of @body */
	STEP_PARALLEL,	/* the steps of @body at once, joined at the end */
};

struct step {
	enum step_kind kind;
	unsigned int line;		/* in the file, from 1 */
	char *text;			/* the line as written, trimmed */

	/* STEP_VERB, STEP_JOIN */
	enum role role;
	const struct verb *verb;	/* NULL for STEP_JOIN */
	char **args;			/* positional arguments, in order */
	unsigned int *columns;		/* where each of them stands, from 1 */
	size_t nargs;
	struct option_value *options;
	size_t noptions;
	char *job;			/* background job's name, or NULL */
	unsigned int job_column;
	unsigned int within_ms;		/* 0: not given */
	int expect[OUTCOMES_MAX];	/* errno values, 0: ok; any of them will do */
	unsigned int nexpect;		/* 0: not given, which is ok alone */
	bool broken;			/* something was wrong with this line */

	/* STEP_REPEAT, STEP_PARALLEL */
	unsigned int count;
	struct step *body;
	size_t nbody;
};

/* A failure that somebody knows of: it is no news, but a pass is. */
struct known_failure {
	char *target;		/* NULL: on every target */
	char *reason;
	unsigned int line, column;	/* of the target's name, if there is one */
};

struct scenario {
	char *path;		/* as given by the user */
	char *name;		/* file name without folder and .zs, "[VARIANT]" behind it */
	char *variant;		/* "640x480,XR24"; NULL: the file has no variants */
	char *title;
	char **proves;
	size_t nproves;
	unsigned int *pitfalls;	/* numbers of the pitfalls list */
	size_t npitfalls;
	char **needs;		/* capabilities of a target */
	size_t nneeds;
	char **tags;
	size_t ntags;
	struct known_failure *known;
	size_t nknown;
	struct step *steps;
	size_t nsteps;
};

/* One thing wrong with a scenario file */
struct complaint {
	unsigned int line, column;	/* from 1 */
	char *message;			/* what was expected, and the nearest word */
};

struct complaints {
	struct complaint *items;
	size_t count;
};

/**
 * scenario_parse() - read a scenario's plain text and check it
 * @path: name for messages; the file is not opened
 * @text: the file's bytes, NUL-terminated at @length
 * @length: number of bytes in @text
 * @complaints: filled with everything that is wrong, in order of lines
 *
 * Checks words, counts and kinds of arguments, and that every name is defined
 * before its use. Never stops at the first mistake. Variables are replaced
 * before: see variants_parse().
 *
 * Return: the scenario, to be freed with scenario_free(); NULL when there is
 * at least one complaint.
 */
struct scenario *scenario_parse(const char *path, const char *text,
				size_t length, struct complaints *complaints);
void scenario_free(struct scenario *scenario);
void complaints_clear(struct complaints *complaints);

/* Value of an option of @step, or NULL when it was not given. */
const char *step_option(const struct step *step, const char *key);

/* Is @error, an errno value or 0 for success, what @step expects? */
bool step_expects(const struct step *step, int error);
/* Nothing but success is. */
bool step_must_succeed(const struct step *step);

/* What is known of @scenario's failing on @target, or NULL */
const struct known_failure *scenario_known(const struct scenario *scenario, const char *target);

/* errno from its name ("ENOENT", or "ok" for 0); -1 when there is none. */
int errno_from_name(const char *name);
const char *errno_to_name(int error);	/* "ok" for 0; NULL when there is none */

#endif /* ZCOPY_SCENARIO_H */
