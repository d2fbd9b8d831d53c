/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one table of verbs: what a scenario may say. The parser, the linter,
 * `zcopy-ctl help verbs` and the verb list of scenarios/README.md are all made
 * from it; the conductor dispatches on enum verb_id.
 */
#ifndef ZCOPY_VERBS_H
#define ZCOPY_VERBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "scenario.h"

enum verb_id {
	VERB_GRANT,
	VERB_MAP,
	VERB_UNMAP,
	VERB_END,
	VERB_DRAW,
	VERB_FROM_REFS,
	VERB_TO_REFS,
	VERB_EXPORT,
	VERB_IMPORT,
	VERB_CLOSE,
	VERB_WAIT_FREE,
	VERB_DUMB,
	VERB_SHOW,
	VERB_HIDE,
	VERB_FLIP,
	VERB_CHECK,
	VERB_COMPARE,
	VERB_COPY,
	VERB_UNTIL,
	VERB_RECEIVE,
	VERB_INTERRUPT,
	VERB_SET,
	VERB_UNLOAD,
	VERB_LOAD,
	VERB_KILL,
	VERB_START,
	VERB_FAULT,
};

/* What an argument or an option's value looks like */
enum value_kind {
	VALUE_NONE = 0,		/* ends a list of arguments or options */
	VALUE_NEW,		/* name of a buffer that this step makes */
	VALUE_BUFFER,		/* name of a buffer made earlier */
	VALUE_BUFFER_OR_DASH,	/* the same, or "-" for "the whole driver" */
	VALUE_SIZE,		/* WIDTHxHEIGHT: value_size() */
	VALUE_CHOICE,		/* one of .choices */
	VALUE_ROLE,		/* front or back */
	VALUE_NUMBER,		/* decimal or 0x...: value_number() */
	VALUE_DURATION,		/* 200ms or 5s: value_duration() */
	VALUE_NAME,		/* a name that is not a buffer's: a picture's */
	VALUE_JOB,		/* name of a background job that runs */
	VALUE_FAULT,		/* the rest of the line: a fault command */
};

/* Whose buffer a VALUE_BUFFER may be */
enum owner {
	OWNER_ACTOR,	/* the actor's own */
	OWNER_PEER,	/* of the other domain */
	OWNER_NEIGHBOUR,	/* of the other process of this domain */
	OWNER_ANY,
};

struct value_spec {
	const char *name;		/* option's key, or the argument's name in help */
	enum value_kind kind;
	enum owner owner;		/* VALUE_BUFFER* */
	unsigned int made_by;		/* VALUE_BUFFER*: MADE_BY(verb) | ...; 0: any */
	bool required;			/* options only; arguments always are */
	const char *const *choices;	/* VALUE_CHOICE: NULL-terminated */
};

#define MADE_BY(verb)	(1u << (verb))

#define VERB_MAX_ARGS		5
#define VERB_MAX_OPTIONS	7

#define ACTOR(role)		(1u << (role))

struct verb {
	enum verb_id id;
	const char *name;
	unsigned int actors;		/* ACTOR(ROLE_FRONT) | ... */
	const char *need;		/* capability of the target, or NULL; see step_need() */
	bool releases;			/* first argument's name may be given away again */
	struct value_spec args[VERB_MAX_ARGS];
	struct value_spec options[VERB_MAX_OPTIONS];
	const char *help;		/* one line */
};

extern const struct verb verbs[];
extern const size_t nverbs;

/* Capabilities a target can offer (`needs` of a scenario), NULL-terminated */
extern const char *const capabilities[];

/* Why a target does not offer it, as the end of a sentence */
const char *capability_lack(const char *capability);

/* The capability that a step needs, or NULL */
const char *step_need(const struct step *step);

const struct verb *verb_find(const char *name);

/* "front", "back", "other", "xen" */
const char *role_name(enum role role);
/* The role of that name, among front, back and other; ROLE_XEN for anything else */
enum role role_find(const char *name);
/* The domain that a role is at home in: other's is back's. */
enum role role_domain(enum role role);

/* Prints one line of grammar for @verb, e.g. "draw BUF PATTERN [seed=N]". */
void verb_print_usage(FILE *out, const struct verb *verb);

/* Prints the whole table, as `zcopy-ctl help verbs` shows it. */
void verbs_print_help(FILE *out);
/* The same as the Markdown table of scenarios/README.md. */
void verbs_print_markdown(FILE *out);

#endif /* ZCOPY_VERBS_H */
