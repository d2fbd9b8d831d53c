// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "scenario/names.h"
#include "scenario/verbs.h"
#include "util/memory.h"
#include "util/nearest.h"

/* What is known of a buffer's name at one point of the scenario */
enum name_state {
	NAME_LIVE,
	NAME_RELEASED,		/* may still be named, and may be made again */
	NAME_UNMADE,		/* its step expects to fail */
};

struct name {
	const char *text;
	enum role owner;
	unsigned int made_by;	/* MADE_BY(verb); 0 when the line was broken */
	unsigned int line;
	enum name_state state;
	/* Made or released by something that still runs: a job or a block */
	const char *job;	/* NULL: none */
	unsigned int block;	/* line of the parallel block; 0: none */
	enum name_state later;	/* its state when that is over */
};

struct job {
	const char *text;
	enum role role;
	unsigned int line, column;
	unsigned int repeat;	/* line of the innermost repeat, or 0 */
	bool joined;
	bool broken;		/* enough was said of its line */
};

struct check {
	const struct scenario *scenario;
	struct complaints *complaints;
	struct name *names;
	size_t nnames;
	struct job *jobs;
	size_t njobs;
	bool dead[ROLE_XEN];	/* killed and not started again */
	bool mmap_asked;	/* once is enough */
	unsigned int parallel;	/* line of the block we are in, or 0 */
	unsigned int repeat;	/* line of the innermost repeat, or 0 */
};

static struct name *find_name(struct check *check, const char *text)
{
	for (size_t i = 0; i < check->nnames; i++)
		if (strcmp(check->names[i].text, text) == 0)
			return &check->names[i];
	return NULL;
}

/* The last one started under this name */
static struct job *find_job(struct check *check, const char *text)
{
	for (size_t i = check->njobs; i > 0; i--)
		if (strcmp(check->jobs[i - 1].text, text) == 0)
			return &check->jobs[i - 1];
	return NULL;
}

/* "grant or to-refs" */
static const char *makers(unsigned int made_by, char *buffer, size_t size)
{
	size_t used = 0;

	buffer[0] = '\0';
	for (size_t i = 0; i < nverbs && used < size; i++)
		if (made_by & MADE_BY(verbs[i].id))
			used += snprintf(buffer + used, size - used, "%s%s",
					 used ? " or " : "", verbs[i].name);
	return buffer;
}

static void use_name(struct check *check, const struct step *step,
		     const struct value_spec *spec, const char *text,
		     unsigned int column)
{
	struct name *name = find_name(check, text);
	char buffer[120];

	if (!name) {
		struct nearest nearest = NEAREST(text);

		for (size_t i = 0; i < check->nnames; i++)
			nearest_offer(&nearest, check->names[i].text);
		complain(check->complaints, step->line, column,
			 "no buffer is named '%s' here%s", text,
			 nearest_hint(&nearest, buffer, sizeof(buffer)));
		return;
	}
	if (name->state == NAME_UNMADE && name->job)
		complain(check->complaints, step->line, column,
			 "'%s' is made by the background job '%s' (line %u); join it first",
			 text, name->job, name->line);
	else if (name->state == NAME_UNMADE && name->block)
		complain(check->complaints, step->line, column,
			 "'%s' is made in this parallel block (line %u); use it after the block's end",
			 text, name->line);
	else if (name->state == NAME_UNMADE)
		complain(check->complaints, step->line, column,
			 "'%s' does not exist: line %u expects to fail", text,
			 name->line);
	else if (spec->owner == OWNER_ACTOR && name->owner != step->role)
		complain(check->complaints, step->line, column,
			 "'%s' belongs to %s (line %u), not to %s", text,
			 role_name(name->owner), name->line, role_name(step->role));
	else if (spec->owner == OWNER_NEIGHBOUR &&
		 (name->owner == step->role || role_domain(name->owner) != role_domain(step->role)))
		complain(check->complaints, step->line, column,
			 "'%s' belongs to %s (line %u); expected one of the other process of %s's domain",
			 text, role_name(name->owner), name->line, role_name(step->role));
	else if (spec->owner == OWNER_PEER && role_domain(name->owner) == role_domain(step->role))
		complain(check->complaints, step->line, column,
			 "'%s' belongs to %s itself (line %u); expected one of the other domain",
			 text, role_name(name->owner), name->line);
	else if (spec->made_by && name->made_by && !(spec->made_by & name->made_by))
		complain(check->complaints, step->line, column,
			 "'%s' takes a buffer made by %s; line %u made '%s' otherwise",
			 step->verb->name, makers(spec->made_by, buffer, sizeof(buffer)),
			 name->line, text);
}

/* The state after a step: at once, or when the job or the block is over */
static void change_name(struct check *check, const struct step *step,
			struct name *name, enum name_state now,
			enum name_state later)
{
	if (step->job || check->parallel) {
		name->state = now;
		name->later = later;
		name->job = step->job;
		name->block = check->parallel;
	} else {
		name->state = later;
		name->job = NULL;
		name->block = 0;
	}
}

static void make_name(struct check *check, const struct step *step,
		      const char *text, unsigned int column)
{
	struct name *name = find_name(check, text);

	if (name && (name->job || name->block || name->state == NAME_LIVE)) {
		complain(check->complaints, step->line, column,
			 "'%s' is made on line %u already and not released since",
			 text, name->line);
		return;
	}
	if (!name)
		name = GROW(check->names, check->nnames);
	*name = (struct name){
		.text = text,
		.owner = step->role,
		.made_by = step->broken ? 0 : MADE_BY(step->verb->id),
		.line = step->line,
	};
	change_name(check, step, name, NAME_UNMADE,
		    step_expects(step, 0) ? NAME_LIVE : NAME_UNMADE);
}

static void kill_role(struct check *check, const struct step *step, enum role role)
{
	if (role == ROLE_BACK && (check->parallel || step->job))
		complain(check->complaints, step->line, step->columns[0],
			 "'kill back' restarts the conductor itself; it stands alone, not in a parallel block or a job");
	/* With the domain its other process dies, and starts when it is first asked for */
	check->dead[role] = role != ROLE_BACK;
	if (role == ROLE_BACK)
		check->dead[ROLE_OTHER] = false;
	for (size_t i = 0; i < check->nnames; i++) {
		struct name *name = &check->names[i];
		bool dies = name->owner == role ||
			    (role == ROLE_BACK && name->owner == ROLE_OTHER);

		if (dies && name->state == NAME_LIVE)
			change_name(check, step, name, NAME_LIVE, NAME_RELEASED);
	}
}

static void check_toolstack(struct check *check, const struct step *step)
{
	enum role role;

	if (step->nargs == 0 ||
	    (step->verb->id != VERB_KILL && step->verb->id != VERB_START))
		return;
	role = role_find(step->args[0]);
	if (role == ROLE_XEN)
		return;	/* that was said */
	if (step->verb->id == VERB_KILL) {
		if (check->dead[role])
			complain(check->complaints, step->line, step->columns[0],
				 "%s is dead already", role_name(role));
		kill_role(check, step, role);
	} else if (role == ROLE_BACK) {
		complain(check->complaints, step->line, step->columns[0],
			 "'kill back' starts it again by itself");
	} else if (!check->dead[role] && role == ROLE_FRONT) {
		complain(check->complaints, step->line, step->columns[0],
			 "%s runs: it was not killed", role_name(role));
	} else {
		check->dead[role] = false;
	}
}

static bool scenario_needs(const struct scenario *scenario, const char *need)
{
	for (size_t i = 0; i < scenario->nneeds; i++)
		if (strcmp(scenario->needs[i], need) == 0)
			return true;
	return false;
}

/* One of the actor's own, started and not joined */
static void use_job(struct check *check, const struct step *step, const char *text,
		    unsigned int column)
{
	struct job *job = find_job(check, text);
	struct nearest nearest = NEAREST(text);
	char hint[80];

	if (job && !job->joined && job->role == step->role)
		return;
	for (size_t i = 0; i < check->njobs; i++)
		nearest_offer(&nearest, check->jobs[i].text);
	if (!job)
		complain(check->complaints, step->line, column,
			 "no background job is named '%s'%s", text,
			 nearest_hint(&nearest, hint, sizeof(hint)));
	else if (job->role != step->role)
		complain(check->complaints, step->line, column,
			 "job '%s' (line %u) belongs to %s", text, job->line,
			 role_name(job->role));
	else if (!job->broken)
		complain(check->complaints, step->line, column, "job '%s' is joined already", text);
}

/* Reading and drawing through a process is what a need hangs on that the buffer has */
static void check_mmap(struct check *check, const struct step *step, const char *buffer)
{
	const struct name *name = buffer ? find_name(check, buffer) : NULL;

	if (!name || check->mmap_asked || scenario_needs(check->scenario, "mmap") ||
	    !(name->made_by & (MADE_BY(VERB_FROM_REFS) | MADE_BY(VERB_IMPORT) |
			       MADE_BY(VERB_RECEIVE))))
		return;
	complain(check->complaints, step->line, 1,
		 "'%s' maps '%s', which may be of foreign pages (line %u): that asks for 'needs mmap' in the header",
		 step->verb->name, name->text, name->line);
	check->mmap_asked = true;
}

static void check_access(struct check *check, const struct step *step)
{
	bool compares = step->verb->id == VERB_COMPARE;

	if (compares || step->verb->id == VERB_DRAW)
		check_mmap(check, step, step->nargs > 0 ? step->args[0] : NULL);
	if (compares)
		check_mmap(check, step, step_option(step, "with"));
}

static void check_job(struct check *check, const struct step *step)
{
	struct job *job = find_job(check, step->job);

	if (check->parallel) {
		complain(check->complaints, step->line, step->job_column,
			 "every step of a parallel block runs in the background already");
		return;
	}
	if (job && !job->joined)
		complain(check->complaints, step->line, step->job_column,
			 "job '%s' (line %u) is not joined yet", step->job, job->line);
	*GROW(check->jobs, check->njobs) = (struct job){
		.text = step->job,
		.role = step->role,
		.line = step->line,
		.column = step->job_column,
		.repeat = check->repeat,
		.broken = step->broken,
		.joined = step->broken,
	};
}

static void check_verb(struct check *check, const struct step *step)
{
	const struct verb *verb = step->verb;

	if (step->role != ROLE_XEN && check->dead[step->role])
		complain(check->complaints, step->line, 1,
			 "%s is dead here: 'xen: start %s' first",
			 role_name(step->role), role_name(step->role));
	for (size_t i = 0; i < step->nargs && i < VERB_MAX_ARGS; i++) {
		const struct value_spec *spec = &verb->args[i];

		if (spec->kind == VALUE_BUFFER ||
		    (spec->kind == VALUE_BUFFER_OR_DASH && strcmp(step->args[i], "-") != 0))
			use_name(check, step, spec, step->args[i], step->columns[i]);
		else if (spec->kind == VALUE_JOB)
			use_job(check, step, step->args[i], step->columns[i]);
	}
	for (size_t i = 0; i < step->noptions; i++) {
		const struct option_value *option = &step->options[i];

		for (size_t k = 0; k < VERB_MAX_OPTIONS && verb->options[k].name; k++)
			if (verb->options[k].kind == VALUE_BUFFER &&
			    strcmp(verb->options[k].name, option->key) == 0)
				use_name(check, step, &verb->options[k], option->value,
					 option->column + strlen(option->key) + 1);
	}
	check_access(check, step);
	if (step->job)
		check_job(check, step);
	if (verb->releases && step->nargs > 0 && step_expects(step, 0)) {
		struct name *name = find_name(check, step->args[0]);

		if (name && name->state == NAME_LIVE)
			change_name(check, step, name, NAME_LIVE, NAME_RELEASED);
	}
	if (verb->args[0].kind == VALUE_NEW && step->nargs > 0)
		make_name(check, step, step->args[0], step->columns[0]);
	check_toolstack(check, step);
}

static void check_join(struct check *check, const struct step *step)
{
	struct job *job = find_job(check, step->job);
	char hint[80];

	if (!job) {
		struct nearest nearest = NEAREST(step->job);

		for (size_t i = 0; i < check->njobs; i++)
			nearest_offer(&nearest, check->jobs[i].text);
		complain(check->complaints, step->line, step->job_column,
			 "no background job is named '%s'%s", step->job,
			 nearest_hint(&nearest, hint, sizeof(hint)));
		return;
	}
	if (check->parallel) {
		complain(check->complaints, step->line, step->job_column,
			 "join does not stand in a parallel block");
	} else if (job->joined && !job->broken) {
		complain(check->complaints, step->line, step->job_column,
			 "job '%s' is joined already", step->job);
	} else if (job->role != step->role) {
		complain(check->complaints, step->line, step->job_column,
			 "job '%s' (line %u) belongs to %s", step->job, job->line,
			 role_name(job->role));
	}
	job->joined = true;
	for (size_t i = 0; i < check->nnames; i++) {
		struct name *name = &check->names[i];

		if (!name->job || strcmp(name->job, step->job) != 0)
			continue;
		name->job = NULL;
		if (step_expects(step, 0))
			name->state = name->later;
	}
}

static void check_steps(struct check *check, const struct step *steps, size_t count);

static void check_parallel(struct check *check, const struct step *step)
{
	check->parallel = step->line;
	check_steps(check, step->body, step->nbody);
	check->parallel = 0;
	for (size_t i = 0; i < check->nnames; i++) {
		struct name *name = &check->names[i];

		if (name->block != step->line)
			continue;
		name->block = 0;
		name->state = name->later;
	}
}

/* The body runs again: what it made must be gone, what it started joined. */
static void check_repeat(struct check *check, const struct step *step)
{
	unsigned int outer = check->repeat;

	check->repeat = step->line;
	check_steps(check, step->body, step->nbody);
	check->repeat = outer;
	for (size_t i = 0; i < check->nnames; i++) {
		const struct name *name = &check->names[i];

		if (name->line > step->line && name->state == NAME_LIVE)
			complain(check->complaints, name->line, 1,
				 "'%s' is made again in the next round of 'repeat' (line %u); release it in the loop",
				 name->text, step->line);
	}
	for (size_t i = 0; i < check->njobs; i++) {
		struct job *job = &check->jobs[i];

		if (job->repeat != step->line || job->joined)
			continue;
		complain(check->complaints, job->line, job->column,
			 "job '%s' is started again in the next round of 'repeat' (line %u); join it in the loop",
			 job->text, step->line);
		job->joined = true;	/* said once is enough */
	}
}

static void check_steps(struct check *check, const struct step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		switch (steps[i].kind) {
		case STEP_VERB:
			if (steps[i].verb)
				check_verb(check, &steps[i]);
			break;
		case STEP_JOIN:
			if (steps[i].job)
				check_join(check, &steps[i]);
			break;
		case STEP_REPEAT:
			check_repeat(check, &steps[i]);
			break;
		case STEP_PARALLEL:
			check_parallel(check, &steps[i]);
			break;
		}
	}
}

void names_check(const struct scenario *scenario, struct complaints *complaints)
{
	struct check check = { .scenario = scenario, .complaints = complaints };

	check_steps(&check, scenario->steps, scenario->nsteps);
	for (size_t i = 0; i < check.njobs; i++)
		if (!check.jobs[i].joined)
			complain(complaints, check.jobs[i].line, check.jobs[i].column,
				 "job '%s' is never joined", check.jobs[i].text);
	free(check.names);
	free(check.jobs);
}
