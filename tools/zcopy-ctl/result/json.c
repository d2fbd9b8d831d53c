// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * JSON with stable keys and a schema version; every key is there in every case,
 * null or empty when there is nothing to say.
 */
#include <stdlib.h>

#include "result/printer.h"
#include "result/wire.h"
#include "util/json-out.h"

static void put_number(json_object *object, const char *key, long long number)
{
	json_object_object_add(object, key, json_object_new_int64(number));
}

/* Milliseconds are what was measured; more digits would only pretend. */
static void put_seconds(json_object *object, const char *key, double seconds)
{
	char text[32];

	snprintf(text, sizeof(text), "%.3f", seconds);
	json_object_object_add(object, key, json_object_new_double_s(seconds, text));
}

static json_object *steps_json(const struct scenario_record *scenario)
{
	json_object *array = json_object_new_array();

	for (size_t i = 0; i < scenario->nsteps; i++) {
		const struct step_record *step = &scenario->steps[i];
		json_object *one = json_object_new_object();

		put_number(one, "index", step->index);
		put_number(one, "line", step->line);
		json_put_text(one, "text", step->text);
		json_put_text(one, "status", step->status);
		put_seconds(one, "seconds", step->seconds);
		json_put_text(one, "message", step->message);
		json_object_array_add(array, one);
	}
	return array;
}

json_object *scenario_record_json(const struct scenario_record *scenario)
{
	json_object *one = json_object_new_object();
	json_object *pictures = json_object_new_object();

	json_put_text(one, "name", scenario->name);
	json_put_text(one, "path", scenario->path);
	json_put_text(one, "title", scenario->title);
	put_number(one, "round", scenario->rounds ? scenario->round : 1);
	put_number(one, "rounds", scenario->rounds ? scenario->rounds : 1);
	json_put_text(one, "status", verdict_name(scenario->verdict));
	put_seconds(one, "seconds", scenario->seconds);
	json_put_text(one, "message", scenario->message);
	json_object_object_add(one, "line", scenario->line ?
			       json_object_new_int64(scenario->line) : NULL);
	json_put_text(one, "text", scenario->line_text);
	json_object_object_add(one, "steps", steps_json(scenario));
	for (size_t i = 0; i < scenario->npictures; i++)
		json_put_text(pictures, scenario->pictures[i].kind, scenario->pictures[i].path);
	json_object_object_add(one, "pictures", pictures);
	json_object_object_add(one, "console", json_texts(scenario->console, scenario->nconsole));
	json_object_object_add(one, "logs", json_texts(scenario->logs, scenario->nlogs));
	json_put_text(one, "rerun", scenario->rerun);
	json_put_text(one, "gdb", scenario->gdb);
	return one;
}

static void json_end(FILE *out, const struct print_options *options,
		     const struct run_record *record)
{
	struct run_summary summary = record_summary(record);
	json_object *root = json_root();
	json_object *counts = json_object_new_object();
	json_object *array = json_object_new_array();

	(void)options;
	json_put_text(root, "target", record->target);
	json_put_text(root, "kernel", record->kernel);
	json_put_text(root, "error", record->error);
	put_seconds(root, "seconds", record->seconds);
	put_number(counts, "passed", summary.passed);
	put_number(counts, "failed", summary.failed);
	put_number(counts, "skipped", summary.skipped);
	put_number(counts, "known", summary.known);
	put_number(counts, "not_run", record->not_run);
	json_object_object_add(root, "summary", counts);
	json_object_object_add(root, "shuffle", record->shuffled ?
			       json_object_new_uint64(record->shuffle) : NULL);
	for (size_t i = 0; i < record->nscenarios; i++)
		json_object_array_add(array, scenario_record_json(&record->scenarios[i]));
	json_object_object_add(root, "scenarios", array);
	json_print_to(out, root);
}

const struct printer json_printer = { .name = "json", .end = json_end };
