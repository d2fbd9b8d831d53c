// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>

#include "object.h"
#include "refs.h"
#include "util/memory.h"

struct object *object_create(const char *name)
{
	struct object *object = xalloc(sizeof(*object));

	object->name = xstrdup(name);
	object->fd = -1;
	return object;
}

void object_free(struct object *object)
{
	free(object->name);
	free(object->refs);
	free(object->pattern);
	free(object);
}

bool object_is_open(const struct object *object)
{
	return object->shared || object->mapped || object->zcopy_handle ||
	       object->display_handle || object->fb || object->fd >= 0;
}

static void add_number(struct json_object *json, const char *key, uint64_t value)
{
	json_object_object_add(json, key, json_object_new_uint64(value));
}

struct json_object *object_describe(const struct object *object)
{
	struct json_object *json = json_object_new_object();

	add_number(json, "width", object->image.width);
	add_number(json, "height", object->image.height);
	add_number(json, "pitch", object->image.pitch);
	if (object->image.format)
		json_object_object_add(json, "format",
				       json_object_new_string(object->image.format->name));
	if (object->refs) {
		char *refs = refs_to_text(object->refs, object->nrefs);

		add_number(json, "domid", object->domid);
		json_object_object_add(json, "refs", json_object_new_string(refs ? refs : ""));
		free(refs);
	}
	return json;
}

static uint32_t get_number(struct json_object *json, const char *key)
{
	return json_object_get_uint64(json_object_object_get(json, key));
}

int attributes_parse(struct attributes *attributes, struct json_object *json,
		     struct trouble *trouble)
{
	const char *format = json_object_get_string(json_object_object_get(json, "format"));
	const char *refs = json_object_get_string(json_object_object_get(json, "refs"));

	*attributes = (struct attributes){
		.image = {
			.width = get_number(json, "width"),
			.height = get_number(json, "height"),
			.pitch = get_number(json, "pitch"),
			.format = format ? format_find(format) : NULL,
		},
		.domid = get_number(json, "domid"),
	};
	if (!attributes->image.format)
		return trouble_set(trouble, EINVAL, "the buffer has no known pixel format");
	if (refs && !refs_from_text(refs, &attributes->refs, &attributes->nrefs))
		return trouble_set(trouble, EINVAL, "\"%s\" is no list of grant references", refs);
	return 0;
}

void attributes_finish(struct attributes *attributes)
{
	free(attributes->refs);
	attributes->refs = NULL;
	attributes->nrefs = 0;
}
