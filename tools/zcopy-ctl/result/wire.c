// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "result/wire.h"
#include "util/json-out.h"
#include "util/memory.h"

json_object *wire_pack(const struct scenario_record *scenario)
{
	json_object *packed = scenario_record_json(scenario);

	json_object_object_add(packed, "item", json_object_new_uint64(scenario->item));
	json_object_object_add(packed, "verdict", json_object_new_int(scenario->verdict));
	json_put_text(packed, "stem", scenario->stem);
	return packed;
}

static json_object *get(json_object *object, const char *key)
{
	return json_object_object_get(object, key);
}

static char *text(json_object *object, const char *key)
{
	json_object *value = get(object, key);

	return value ? xstrdup(json_object_get_string(value)) : NULL;
}

static char **texts(json_object *array, size_t *count)
{
	char **strings = NULL;

	for (size_t i = 0; i < json_object_array_length(array); i++)
		*GROW(strings, *count) = xstrdup(json_object_get_string(
			json_object_array_get_idx(array, i)));
	return strings;
}

static void unpack_steps(json_object *array, struct scenario_record *scenario)
{
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		json_object *step = json_object_array_get_idx(array, i);

		record_add_step(scenario, (struct step_record){
			.index = json_object_get_int64(get(step, "index")),
			.line = json_object_get_int64(get(step, "line")),
			.text = text(step, "text"),
			.status = text(step, "status"),
			.seconds = json_object_get_double(get(step, "seconds")),
			.message = text(step, "message"),
		});
	}
}

struct scenario_record wire_unpack(json_object *packed)
{
	struct scenario_record scenario = {
		.item = json_object_get_uint64(get(packed, "item")),
		.name = text(packed, "name"),
		.path = text(packed, "path"),
		.title = text(packed, "title"),
		.round = json_object_get_int64(get(packed, "round")),
		.rounds = json_object_get_int64(get(packed, "rounds")),
		.stem = text(packed, "stem"),
		.verdict = json_object_get_int(get(packed, "verdict")),
		.seconds = json_object_get_double(get(packed, "seconds")),
		.message = text(packed, "message"),
		.line = json_object_get_int64(get(packed, "line")),
		.line_text = text(packed, "text"),
		.rerun = text(packed, "rerun"),
		.gdb = text(packed, "gdb"),
	};

	unpack_steps(get(packed, "steps"), &scenario);
	json_object_object_foreach(get(packed, "pictures"), kind, path) {
		*GROW(scenario.pictures, scenario.npictures) = (struct picture_record){
			.kind = xstrdup(kind), .path = xstrdup(json_object_get_string(path)),
		};
	}
	scenario.console = texts(get(packed, "console"), &scenario.nconsole);
	scenario.logs = texts(get(packed, "logs"), &scenario.nlogs);
	return scenario;
}
