// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Nothing is left behind: at the end of a scenario every number of both domains
 * is what it was at the start, and no name holds anything.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "numbers.h"
#include "run.h"
#include "scenario/verbs.h"
#include "util/memory.h"
#include "xen-numbers.h"

/*
 * The last reference to a dma-buf is dropped some time after its close, and the
 * pages of a large buffer go back to the hypervisor piece by piece: as long as
 * the numbers still change, they are waited for, within a bound.
 */
#define SETTLE_MS	2000
#define SETTLE_MOST_MS	30000
#define POLL_MS		5

static bool is_complete(struct json_object *answer)
{
	return json_object_is_type(json_object_object_get(answer, "numbers"), json_type_object) &&
	       json_object_is_type(json_object_object_get(answer, "open"), json_type_array);
}

/* On a real Xen the frontend knows only what its kernel counts; its table is seen from here */
static int add_table(struct run *run, struct json_object *answer, struct trouble *trouble)
{
	struct json_object *table;

	if (!xen_is_real())
		return 0;
	table = json_object_new_object();
	json_object_object_add(json_object_object_get(answer, "numbers"), "grant table", table);
	return xen_table_numbers(table, run->conductor->domid[ROLE_FRONT], trouble);
}

/* {"numbers":{…},"open":[…]} of one domain, or NULL */
static struct json_object *get_numbers(struct run *run, enum role role,
				       struct trouble *trouble)
{
	struct json_object *answer = ask(run, role, "numbers", NULL, trouble);
	int result = 0;

	if (!answer)
		return NULL;
	if (!is_complete(answer))
		result = trouble_set(trouble, EPROTO, "%s does not say what is alive",
				     role_name(role));
	else if (role == ROLE_FRONT)
		result = add_table(run, answer, trouble);
	if (result == 0)
		return answer;
	json_object_put(answer);
	return NULL;
}

int baseline_take(struct run *run, enum role role, struct trouble *trouble)
{
	struct json_object *answer = get_numbers(run, role, trouble);

	if (!answer)
		return -1;
	json_object_object_add(run->baseline, role_name(role),
			       json_object_get(json_object_object_get(answer, "numbers")));
	json_object_put(answer);
	return 0;
}

/* Adds what is left in one domain to @out */
static void find_left(struct run *run, enum role role, struct json_object *answer, FILE *out)
{
	struct json_object *before = json_object_object_get(run->baseline, role_name(role));
	struct json_object *after = json_object_object_get(answer, "numbers");
	struct json_object *open = json_object_object_get(answer, "open");
	char *difference = numbers_difference(role_name(role), before, after);
	size_t nopen = json_object_array_length(open);

	for (size_t i = 0; i < nopen; i++) {
		const char *name = json_object_get_string(json_object_array_get_idx(open, i));

		if (i == 0)
			fprintf(out, "%s%s still holds", ftell(out) ? "; " : "", role_name(role));
		fprintf(out, "%s %s", i ? "," : "", name);
	}
	if (difference)
		fprintf(out, "%s%s", ftell(out) ? "; " : "", difference);
	free(difference);
}

/* Sets *left to what is left in both, malloc'ed, or NULL for nothing */
static int compare_all(struct run *run, char **left, struct trouble *trouble)
{
	static const enum role roles[] = { ROLE_FRONT, ROLE_BACK };
	size_t length;
	FILE *out = open_memstream(left, &length);
	int result = 0;

	if (!out)
		return trouble_errno(trouble, ENOMEM, "cannot compare numbers");
	for (int i = 0; i < 2 && result == 0; i++) {
		struct json_object *answer;

		/* A domain that the scenario left dead has nothing left */
		if (roles[i] == ROLE_FRONT && !run->conductor->front_up)
			continue;
		answer = get_numbers(run, roles[i], trouble);
		if (answer)
			find_left(run, roles[i], answer, out);
		else
			result = -1;
		json_object_put(answer);
	}
	fclose(out);
	if (result < 0 || length == 0) {
		free(*left);
		*left = NULL;
	}
	return result;
}

/* The other process has to hold nothing when it ends: its death would let go of it */
static int end_other(struct run *run, struct trouble *trouble)
{
	struct json_object *answer, *open;
	int result = 0;

	if (!other_runs(run->conductor))
		return 0;
	answer = ask(run, ROLE_OTHER, "holding", NULL, trouble);
	if (!answer)
		return -1;
	open = json_object_object_get(answer, "open");
	if (!json_object_is_type(open, json_type_array))
		result = trouble_set(trouble, EPROTO, "other does not say what it holds");
	else if (json_object_array_length(open))
		result = trouble_set(trouble, EBUSY, "something is left behind: other still holds %s",
				     json_object_get_string(json_object_array_get_idx(open, 0)));
	json_object_put(answer);
	other_kill(run->conductor);
	return result;
}

int baseline_check(struct run *run, struct trouble *trouble)
{
	uint64_t began = clock_us(), changed = began, now;
	char *before = NULL, *left = NULL;
	int result = -1;

	if (end_other(run, trouble) < 0)
		return -1;
	for (;;) {
		if (compare_all(run, &left, trouble) < 0)
			break;
		if (!left) {
			result = 0;
			break;
		}
		now = clock_us();
		if (!before || strcmp(before, left) != 0) {
			changed = now;
			conductor_say(run->conductor, left);
		}
		if (now > changed + SETTLE_MS * 1000ull * run->conductor->patience ||
		    now > began + SETTLE_MOST_MS * 1000ull * run->conductor->patience) {
			trouble_set(trouble, EBUSY, "something is left behind: %s", left);
			break;
		}
		free(before);
		before = left;
		left = NULL;
		usleep(POLL_MS * 1000);
	}
	free(before);
	free(left);
	return result;
}
