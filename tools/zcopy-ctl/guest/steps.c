// SPDX-License-Identifier: GPL-2.0-or-later
/* Doing steps: sending them to their actors, and judging what came back. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"
#include "scenario/verbs.h"
#include "util/memory.h"

/* Attributes of a buffer that some step made, or NULL */
static struct json_object *attributes(struct run *run, const char *name)
{
	struct json_object *object = json_object_object_get(run->objects, name);

	return object ? json_object_object_get(object, "attributes") : NULL;
}

static enum role owner(struct run *run, const char *name)
{
	struct json_object *object = json_object_object_get(run->objects, name);
	const char *role = object ?
		json_object_get_string(json_object_object_get(object, "role")) : NULL;

	return role ? role_find(role) : ROLE_BACK;
}

static bool has_ended(struct json_object *object)
{
	return json_object_get_boolean(json_object_object_get(object, "ended"));
}

static const struct value_spec *option_spec(const struct verb *verb, const char *key)
{
	for (size_t i = 0; i < VERB_MAX_OPTIONS && verb->options[i].name; i++)
		if (strcmp(verb->options[i].name, key) == 0)
			return &verb->options[i];
	return NULL;
}

static struct json_object *domids(const struct conductor *conductor)
{
	struct json_object *json = json_object_new_object();

	for (int role = ROLE_FRONT; role <= ROLE_BACK; role++)
		json_object_object_add(json, role_name(role),
				       json_object_new_uint64(conductor->domid[role]));
	return json;
}

/* The step as its actor gets it, with all that it needs to know of others */
static struct json_object *make_todo(struct run *run, const struct step *step)
{
	struct json_object *todo = json_object_new_object();
	struct json_object *args = json_object_new_array();
	struct json_object *options = json_object_new_object();
	struct json_object *objects = json_object_new_object();

	for (size_t i = 0; i < step->nargs; i++)
		json_object_array_add(args, json_object_new_string(step->args[i]));
	for (size_t i = 0; i < step->noptions; i++) {
		const struct option_value *option = &step->options[i];
		const struct value_spec *spec = option_spec(step->verb, option->key);
		struct json_object *known = attributes(run, option->value);

		json_object_object_add(options, option->key,
				       json_object_new_string(step_option_text(run, step, option)));
		if (spec && spec->kind == VALUE_BUFFER && known)
			json_object_object_add(objects, option->value, json_object_get(known));
	}
	if (option_spec(step->verb, "seed") && !step_option(step, "seed"))
		json_object_object_add(options, "seed", json_object_new_uint64(run->seed));
	json_object_object_add(todo, "verb", json_object_new_string(step->verb->name));
	json_object_object_add(todo, "args", args);
	json_object_object_add(todo, "options", options);
	json_object_object_add(todo, "objects", objects);
	json_object_object_add(todo, "domids", domids(run->conductor));
	if (step->job)
		json_object_object_add(todo, "job", json_object_new_string(step->job));
	json_object_object_add(todo, "within_ms", json_object_new_int(step->within_ms));
	return todo;
}

static struct job *ask_away(struct run *run, enum role role, const char *verb,
			    const char *arg)
{
	struct json_object *todo = json_object_new_object();
	struct json_object *args = json_object_new_array();

	if (arg)
		json_object_array_add(args, json_object_new_string(arg));
	json_object_object_add(todo, "verb", json_object_new_string(verb));
	json_object_object_add(todo, "args", args);
	return job_start(run->conductor, role, todo, false);
}

/* The answer, or NULL with @trouble */
static struct json_object *answer_of(struct run *run, struct job *job, unsigned int limit_ms,
				     struct trouble *trouble)
{
	struct json_object *out = NULL;

	if (!job_wait(job, limit_ms))
		trouble_set(trouble, ETIMEDOUT, run->conductor->front_died ?
			    "the frontend's kernel ended by itself" :
			    "%s did not answer in time", role_name(job->role));
	else if (job->trouble.error)
		trouble_set(trouble, job->trouble.error, "%s", job->trouble.text);
	else
		out = json_object_get(job->out);
	job_release(job);
	return out;
}

struct json_object *ask(struct run *run, enum role role, const char *verb,
			const char *arg, struct trouble *trouble)
{
	return answer_of(run, ask_away(run, role, verb, arg), STEP_MS * run->conductor->patience,
			 trouble);
}

/*
 * What the buffer's owner sees in it: @what is "sum" (CRC, hash and what was drawn)
 * or "hash". Of a dead owner, or one that has ended access, what it said last: the
 * pages live on where they are mapped.
 */
static struct json_object *sum_up(struct run *run, const struct step *step, const char *name,
				  const char *what, struct trouble *trouble)
{
	struct json_object *object = json_object_object_get(run->objects, name);
	struct json_object *sum = object ? json_object_object_get(object, "sum") : NULL;

	if (sum && (has_ended(object) ||
		    (owner(run, name) == ROLE_FRONT && !run->conductor->front_up)))
		return json_object_get(sum);
	sum = answer_of(run, ask_away(run, owner(run, name), what, name), step_deadline(run, step),
			trouble);
	if (sum && object)
		json_object_object_add(object, "sum", json_object_get(sum));
	return sum;
}

/* Both at once: one domain waits for frames while the other adds up its bytes */
static int look_and_sum_up(struct run *run, const struct step *step,
			   struct json_object *todo, struct trouble *trouble)
{
	struct job *job = ask_away(run, step->role, "look", step->args[0]);
	struct trouble unseen = { 0 };
	struct json_object *sum = sum_up(run, step, step_option(step, "shows"), "sum", trouble);
	struct json_object *looked = answer_of(run, job, step_deadline(run, step), &unseen);

	if (!looked)
		trouble_set(trouble, unseen.error, "%s", unseen.text);
	trouble_clear(&unseen);
	json_object_object_add(todo, "expected", sum);
	json_object_object_add(todo, "looked", looked);
	return sum && looked ? 0 : -1;
}

/* What has to be asked of the other buffer's owner first: to read it, or to give it away */
static int ask_owner(struct run *run, const struct step *step, struct json_object *todo,
		     const char *key, struct trouble *trouble)
{
	const char *name = step_option(step, key);
	struct json_object *answer;

	if (step->verb->id == VERB_COMPARE)
		answer = sum_up(run, step, name, "hash", trouble);
	else if (other_start(run->conductor, trouble) == 0)	/* one of the two */
		answer = ask(run, owner(run, name), "give", name, trouble);
	else
		answer = NULL;
	json_object_object_add(todo, "expected", answer);
	return answer ? 0 : -1;
}

static bool is_about_the_system(const struct step *step)
{
	return step->verb->id == VERB_UNTIL && strcmp(step->args[1], "-") == 0;
}

/*
 * How much of a domain's memory is used by others, only the hypervisor knows. It
 * tells the domain with the privilege, which does that step for the other.
 */
static bool is_told_to_back(const struct step *step)
{
	return is_about_the_system(step) && step->role == ROLE_FRONT &&
	       strcmp(step->args[0], "mapped") == 0;
}

/* Starts a verb of front or back; NULL with @trouble when it cannot even start */
static struct job *start(struct run *run, const struct step *step, bool background,
			 struct trouble *trouble)
{
	struct json_object *todo = make_todo(run, step);

	int result = 0;

	if (step->verb->id == VERB_CHECK)
		result = look_and_sum_up(run, step, todo, trouble);
	else if (step->verb->id == VERB_COMPARE)
		result = ask_owner(run, step, todo, "with", trouble);
	else if (step->verb->id == VERB_RECEIVE)
		result = ask_owner(run, step, todo, "of", trouble);
	if (result < 0) {
		json_object_put(todo);
		return NULL;
	}
	if (is_told_to_back(step)) {
		json_object_object_add(todo, "whose", json_object_new_uint64(
			run->conductor->domid[ROLE_FRONT]));
		return job_start(run->conductor, ROLE_BACK, todo, background);
	}
	/* A domain is counted by the one process that has done so from the start */
	return job_start(run->conductor, is_about_the_system(step) ? role_domain(step->role) :
			 step->role, todo, background);
}

/* The owner cannot look at it any more. The name's next buffer is another object. */
static void note_end(struct run *run, const struct job *job)
{
	struct json_object *args = json_object_object_get(job->todo, "args"), *object;
	const char *verb = json_object_get_string(json_object_object_get(job->todo, "verb"));

	if (job->trouble.error || strcmp(verb, "end") != 0)
		return;
	object = json_object_object_get(run->objects,
					json_object_get_string(json_object_array_get_idx(args, 0)));
	if (object)
		json_object_object_add(object, "ended", json_object_new_boolean(true));
}

/* Remembers the buffers that a step made, and the pictures it took */
static void learn(struct run *run, enum role role, struct json_object *out)
{
	struct json_object *objects = json_object_object_get(out, "objects");
	struct json_object *pictures = json_object_object_get(out, "pictures");

	if (objects) {
		json_object_object_foreach(objects, name, value) {
			struct json_object *object = json_object_new_object();

			json_object_object_add(object, "role",
					       json_object_new_string(role_name(role)));
			json_object_object_add(object, "attributes", json_object_get(value));
			json_object_object_add(run->objects, name, object);
		}
	}
	if (pictures) {
		json_object_object_foreach(pictures, kind, file)
			json_object_object_add(run->pictures, kind, json_object_get(file));
	}
}

static const char *name_of(int error)
{
	const char *name = errno_to_name(error);

	return name ? name : strerror(error);
}

/* "ENOENT", "ok or EBUSY"; to be freed */
static char *names_expected(const struct step *step)
{
	char *text = xstrdup("");

	for (unsigned int i = 0; i < step->nexpect; i++) {
		char *longer = xprintf("%s%s%s", text, i ? " or " : "", name_of(step->expect[i]));

		free(text);
		text = longer;
	}
	return text;
}

/* Compares what came back with what @step expects, and records it */
static int judge(struct run *run, const struct step *step, const struct trouble *came,
		 uint64_t took_us, struct trouble *trouble)
{
	char *expected;

	if (step_expects(step, came->error)) {
		report_step(run, step, came->error ? "expected" : "ok", took_us, came->text);
		return 0;
	}
	expected = names_expected(step);
	if (step_must_succeed(step))
		trouble_set(trouble, came->error, "%s", came->text);
	else if (!came->error)
		trouble_set(trouble, EPROTO, "expected %s, but it succeeded", expected);
	else
		trouble_set(trouble, came->error, "expected %s, but got %s: %s", expected,
			    name_of(came->error), came->text);
	free(expected);
	report_step(run, step, "failed", took_us, trouble->text);
	run->failed = step;
	return -1;
}

/*
 * WAIT_FREE says ENOENT when the buffer was free before it asked. Whoever once
 * had the handle takes that for success, and so does a step that expects no
 * error; one that expects ENOENT means it.
 */
static bool was_free_already(const struct step *step, const struct job *job)
{
	const char *verb = json_object_get_string(json_object_object_get(job->todo, "verb"));

	return step_must_succeed(step) && job->trouble.error == ENOENT &&
	       strcmp(verb, "wait-free") == 0;
}

/* A verb may time the part of its work that is meant */
static uint64_t took_us(const struct job *job)
{
	struct json_object *own = NULL;

	if (json_object_object_get_ex(job->out, "took_us", &own))
		return json_object_get_uint64(own);
	return job->ended_us - job->started_us;
}

/* Waits for a job and judges it by @step: itself, or the join that collects it */
static int collect(struct run *run, const struct step *step, struct job *job,
		   unsigned int timeout_ms, struct trouble *trouble)
{
	struct trouble late = { 0 };
	int result;

	if (!job_wait(job, timeout_ms)) {
		if (run->conductor->front_died)
			trouble_set(&late, EHOSTDOWN,
				    "the frontend's kernel ended by itself meanwhile");
		else
			trouble_set(&late, ETIME, "not done after %u ms", timeout_ms);
		/* Whatever was expected, it was not this */
		trouble_set(trouble, late.error, "%s", late.text);
		report_step(run, step, "failed", clock_us() - job->started_us, late.text);
		run->failed = step;
		trouble_clear(&late);
		return -1;
	}
	learn(run, job->role, job->out);
	note_end(run, job);
	if (was_free_already(step, job))
		trouble_clear(&job->trouble);
	result = judge(run, step, &job->trouble, took_us(job), trouble);
	job_release(job);
	return result;
}

static int not_started(struct run *run, const struct step *step, struct trouble *came,
		       struct trouble *trouble)
{
	int result = judge(run, step, came, 0, trouble);

	trouble_clear(came);
	return result;
}

static int do_actor_step(struct run *run, const struct step *step, struct trouble *trouble)
{
	struct trouble came = { 0 };
	uint64_t began = clock_us();
	struct job *job = start(run, step, step->job, &came);

	if (!job)
		return not_started(run, step, &came, trouble);
	job->started_us = began;
	if (step->job) {
		*GROW(run->running, run->nrunning) = (struct running){
			.name = xstrdup(step->job), .job = job,
		};
		report_step(run, step, "ok", 0, "started");
		return 0;
	}
	return collect(run, step, job, step_deadline(run, step), trouble);
}

static int do_join(struct run *run, const struct step *step, struct trouble *trouble)
{
	for (size_t i = 0; i < run->nrunning; i++) {
		struct job *job = run->running[i].job;

		if (strcmp(run->running[i].name, step->job) != 0)
			continue;
		free(run->running[i].name);
		run->running[i] = run->running[--run->nrunning];
		return collect(run, step, job, step_deadline(run, step), trouble);
	}
	return not_started(run, step, &(struct trouble){
		.error = EINVAL, .text = xprintf("no background job is named %s", step->job),
	}, trouble);
}

static int do_parallel(struct run *run, const struct step *block, struct trouble *trouble)
{
	struct job **jobs = xalloc(block->nbody * sizeof(*jobs));
	int result = 0;

	for (size_t i = 0; i < block->nbody && result == 0; i++) {
		struct trouble came = { 0 };

		jobs[i] = start(run, &block->body[i], true, &came);
		if (!jobs[i])
			result = not_started(run, &block->body[i], &came, trouble);
	}
	for (size_t i = 0; i < block->nbody && result == 0; i++)
		if (jobs[i])
			result = collect(run, &block->body[i], jobs[i],
					 step_deadline(run, &block->body[i]), trouble);
	free(jobs);
	return result;
}

static int kill_back(struct run *run, struct trouble *trouble)
{
	if (run->nrunning)
		return trouble_set(trouble, EBUSY,
				   "background jobs still run (%s): join them before killing the conductor",
				   run->running[0].name);
	report_checkpoint(run);
	if (toolstack_ask(run->conductor, "kill back", START_MS * run->conductor->patience, NULL,
			  trouble) < 0)
		return -1;
	/* "ok" is for our successor; we are still here for an instant at most */
	for (;;)
		pause();
}

static int do_xen_step(struct run *run, const struct step *step, struct trouble *trouble)
{
	enum role whom = step->nargs ? role_find(step->args[0]) : ROLE_XEN;
	uint64_t started = clock_us(), took;
	struct trouble came = { 0 };
	int result;

	switch (step->verb->id) {
	case VERB_KILL:
		if (whom == ROLE_FRONT)
			front_kill(run->conductor, &came);
		else if (whom == ROLE_OTHER)
			other_kill(run->conductor);
		else
			kill_back(run, &came);
		break;
	case VERB_START:
		if (whom == ROLE_OTHER)
			other_start(run->conductor, &came);
		else if (front_start(run->conductor, &came) == 0)
			front_wait(run->conductor, &came);
		break;
	case VERB_FAULT:
		run->faulty = true;
		fault_set(run->conductor, step->args, step->nargs, &came);
		break;
	default:
		trouble_set(&came, EOPNOTSUPP, "xen cannot \"%s\"", step->verb->name);
	}
	took = clock_us() - started;
	if (!came.error && step->within_ms && !run_is_endless(run) && took > step->within_ms * 1000ull)
		trouble_set(&came, ETIME, "done, but only after %llu ms",
			    (unsigned long long)took / 1000);
	result = judge(run, step, &came, took, trouble);
	trouble_clear(&came);
	return result;
}

int step_do(struct run *run, const struct step *step, struct trouble *trouble)
{
	switch (step->kind) {
	case STEP_VERB:
		if (step->role == ROLE_XEN)
			return do_xen_step(run, step, trouble);
		return do_actor_step(run, step, trouble);
	case STEP_JOIN:
		return do_join(run, step, trouble);
	case STEP_PARALLEL:
		return do_parallel(run, step, trouble);
	case STEP_REPEAT:
		break;	/* unrolled by the plan */
	}
	return trouble_set(trouble, EPROTO, "line %u cannot be done", step->line);
}
