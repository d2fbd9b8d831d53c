/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One scenario being run: shared by run.c, steps.c, baseline.c and report.c. */
#ifndef ZCOPY_RUN_H
#define ZCOPY_RUN_H

#include "conductor.h"
#include "plan.h"

/* A background job that was not collected yet */
struct running {
	char *name;
	struct job *job;
};

struct run {
	struct conductor *conductor;
	struct scenario *scenario;
	struct plan plan;
	size_t position;		/* of the step that is next */
	uint64_t seed;

	struct json_object *objects;	/* name: {"role":…, "attributes":{…}} */
	struct running *running;
	size_t nrunning;
	struct json_object *baseline;	/* role: numbers at the start */
	bool faulty;			/* a fault was set */

	/* What the result will say */
	struct json_object *pictures;
	const struct step *failed;
};

/* steps.c: Return: 0, or -1 with @trouble: the scenario has failed */
int step_do(struct run *run, const struct step *step, struct trouble *trouble);
/* A question of the conductor's own to the actor of @role */
struct json_object *ask(struct run *run, enum role role, const char *verb,
			const char *arg, struct trouble *trouble);

/* step-time.c */

/* Somebody has a debugger at a kernel: no time that passes means anything. */
bool run_is_endless(const struct run *run);
/* In ms: what a scenario says about time it means; a default may stretch. */
unsigned int step_deadline(const struct run *run, const struct step *step);
/* An option as its actor gets it: where nothing times out, a timeout= is none, unless it is to. */
const char *step_option_text(const struct run *run, const struct step *step,
			     const struct option_value *option);

/* baseline.c */
int baseline_take(struct run *run, enum role role, struct trouble *trouble);
int baseline_check(struct run *run, struct trouble *trouble);

/* report.c */
void report_step(struct run *run, const struct step *step, const char *status,
		 uint64_t took_us, const char *message);
void report_result(struct run *run, const char *status, unsigned int line,
		   const char *message);
void report_checkpoint(struct run *run);

/* send-file.c: all pictures that the result will name, if the host needs that */
void send_pictures(struct run *run);
/* One of them, which is then removed. Return: 0, or -1 with @trouble */
int send_file(struct stream *stream, const char *folder, const char *name,
	      struct trouble *trouble);

int run_resume(struct run *run, struct json_object *checkpoint, struct trouble *trouble);

/* Deadline of a step that does not say how long it may take, in ms */
#define STEP_MS		5000

#endif /* ZCOPY_RUN_H */
