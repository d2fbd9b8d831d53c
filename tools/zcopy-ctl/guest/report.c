// SPDX-License-Identifier: GPL-2.0-or-later
/* What a run says on the record stream, and what it leaves to its successor. */
#include <errno.h>

#include "run.h"
#include "scenario/verbs.h"

static struct json_object *text_or_null(const char *text)
{
	return text ? json_object_new_string(text) : NULL;
}

static void write_as(struct run *run, const char *key, struct json_object *body)
{
	struct json_object *message = json_object_new_object();

	json_object_object_add(message, key, body);
	stream_write(&run->conductor->record, message);
	json_object_put(message);
}

static double seconds(uint64_t us)
{
	return us / 1e6;
}

void report_step(struct run *run, const struct step *step, const char *status,
		 uint64_t took_us, const char *message)
{
	struct json_object *body = json_object_new_object();

	json_object_object_add(body, "index", json_object_new_uint64(run->position));
	json_object_object_add(body, "line", json_object_new_uint64(step->line));
	json_object_object_add(body, "text", json_object_new_string(step->text));
	json_object_object_add(body, "status", json_object_new_string(status));
	json_object_object_add(body, "seconds", json_object_new_double(seconds(took_us)));
	json_object_object_add(body, "message", text_or_null(message));
	write_as(run, "step", body);
}

void report_result(struct run *run, const char *status, unsigned int line,
		   const char *message)
{
	struct json_object *body = json_object_new_object();

	json_object_object_add(body, "status", json_object_new_string(status));
	json_object_object_add(body, "message", text_or_null(message));
	json_object_object_add(body, "line", line ? json_object_new_uint64(line) : NULL);
	json_object_object_add(body, "pictures", json_object_get(run->pictures));
	write_as(run, "result", body);
}

/*
 * What the conductor of the restarted backend domain needs to go on: where, and
 * all that is known of the frontend, which lives through it.
 */
void report_checkpoint(struct run *run)
{
	const char *front = role_name(ROLE_FRONT);
	struct conductor *conductor = run->conductor;
	struct json_object *body = json_object_new_object();

	json_object_object_add(body, "position", json_object_new_uint64(run->position + 1));
	json_object_object_add(body, "objects", json_object_get(run->objects));
	json_object_object_add(body, "pictures", json_object_get(run->pictures));
	json_object_object_add(body, "faulty", json_object_new_boolean(run->faulty));
	json_object_object_add(body, "front_up", json_object_new_boolean(conductor->front_up));
	json_object_object_add(body, "front_killed",
			       json_object_new_boolean(conductor->front_killed));
	json_object_object_add(body, "front_domid",
			       json_object_new_uint64(conductor->domid[ROLE_FRONT]));
	json_object_object_add(body, "next_id", json_object_new_int(conductor->next_id));
	json_object_object_add(body, "baseline",
		json_object_get(json_object_object_get(run->baseline, front)));
	write_as(run, "checkpoint", body);
}

static struct json_object *get(struct json_object *from, const char *key)
{
	return json_object_get(json_object_object_get(from, key));
}

int run_resume(struct run *run, struct json_object *checkpoint, struct trouble *trouble)
{
	struct conductor *conductor = run->conductor;
	struct json_object *objects = get(checkpoint, "objects");
	struct json_object *pictures = get(checkpoint, "pictures");
	struct json_object *answer;
	bool up = json_object_get_boolean(json_object_object_get(checkpoint, "front_up"));

	run->position = json_object_get_uint64(json_object_object_get(checkpoint, "position"));
	if (!objects || run->position > run->plan.count)
		return trouble_set(trouble, EINVAL, "the checkpoint does not belong to this scenario");
	run->faulty = json_object_get_boolean(json_object_object_get(checkpoint, "faulty"));
	json_object_put(run->objects);
	json_object_put(run->pictures);
	run->objects = objects;
	run->pictures = pictures ? pictures : json_object_new_object();
	json_object_object_add(run->baseline, role_name(ROLE_FRONT), get(checkpoint, "baseline"));

	pthread_mutex_lock(&conductor->lock);
	/* Numbers of requests go on, so that no old answer passes for a new one */
	conductor->next_id =
		json_object_get_int(json_object_object_get(checkpoint, "next_id")) + 1000;
	conductor->front_up = up;
	conductor->front_killed =
		json_object_get_boolean(json_object_object_get(checkpoint, "front_killed"));
	conductor->domid[ROLE_FRONT] =
		json_object_get_uint64(json_object_object_get(checkpoint, "front_domid"));
	pthread_mutex_unlock(&conductor->lock);
	if (!up)
		return 0;
	/* Ends the line that the killed conductor may have been writing */
	stream_write_line(&conductor->agent, "");
	answer = ask(run, ROLE_FRONT, "ping", NULL, trouble);
	json_object_put(answer);
	return answer ? 0 : -1;
}
