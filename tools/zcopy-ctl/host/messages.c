// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "host/messages.h"
#include "host/received.h"
#include "util/memory.h"
#include "util/utf8.h"

/* Longer than anything runs; json-c takes Infinity and NaN, too, which are no JSON. */
#define SECONDS_MAX	1e9

static char *text_of(json_object *object, const char *key)
{
	json_object *value = NULL;

	if (!json_object_object_get_ex(object, key, &value) || !value ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return utf8_clean(json_object_get_string(value));
}

static unsigned int number_of(json_object *object, const char *key)
{
	json_object *value = NULL;
	int64_t number;

	if (!json_object_object_get_ex(object, key, &value))
		return 0;
	number = json_object_get_int64(value);
	return number < 0 || number > UINT32_MAX ? 0 : number;
}

static double seconds_of(json_object *object, const char *key)
{
	json_object *value = NULL;
	double seconds;

	if (!json_object_object_get_ex(object, key, &value))
		return 0;
	seconds = json_object_get_double(value);
	return seconds >= 0 && seconds <= SECONDS_MAX ? seconds : 0;
}

static char *or_empty(char *text)
{
	return text ? text : xstrdup("");
}

struct step_record message_step(json_object *step)
{
	return (struct step_record){
		.index = number_of(step, "index"),
		.line = number_of(step, "line"),
		.text = or_empty(text_of(step, "text")),
		.status = or_empty(text_of(step, "status")),
		.seconds = seconds_of(step, "seconds"),
		.message = text_of(step, "message"),
	};
}

/* They will be renamed, so every name is one in @out. */
static void add_pictures(json_object *pictures, struct scenario_record *scenario, const char *out)
{
	json_object_object_foreach(pictures, key, value) {
		const char *name;

		if (!json_object_is_type(value, json_type_string))
			continue;
		name = json_object_get_string(value);
		if (!is_plain_name(name)) {
			scenario->verdict = VERDICT_ERROR;
			free(scenario->message);
			scenario->message = xstrdup("the conductor names a picture by what is none of a picture's names");
			continue;
		}
		*GROW(scenario->pictures, scenario->npictures) = (struct picture_record){
			.kind = utf8_clean(key),
			.path = xprintf("%s/%s", out, name),
		};
	}
}

void message_result(json_object *result, struct scenario_record *scenario, const char *out)
{
	char *status = or_empty(text_of(result, "status"));
	json_object *pictures = NULL;

	free(scenario->message);
	scenario->message = text_of(result, "message");
	scenario->line = number_of(result, "line");
	if (strcmp(status, "passed") == 0) {
		scenario->verdict = VERDICT_PASSED;
		scenario->line = 0;
	} else if (strcmp(status, "skipped") == 0) {
		scenario->verdict = VERDICT_SKIPPED;
	} else {
		scenario->verdict = VERDICT_FAILED;
		if (!scenario->message)
			scenario->message = xprintf("the conductor says '%s'", status);
	}
	if (json_object_object_get_ex(result, "pictures", &pictures) &&
	    json_object_is_type(pictures, json_type_object))
		add_pictures(pictures, scenario, out);
	free(status);
}
