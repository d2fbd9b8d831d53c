// SPDX-License-Identifier: GPL-2.0-or-later
/* The arguments of a verb. The linter has seen them; the wire has not. */
#include <errno.h>

#include "actor.h"
#include "scenario/values.h"

const char *call_arg(const struct call *call, size_t index)
{
	const char *text = NULL;

	if (call->args && index < json_object_array_length(call->args))
		text = json_object_get_string(json_object_array_get_idx(call->args, index));
	return text ? text : "";
}

const char *call_option(const struct call *call, const char *key)
{
	return json_object_get_string(json_object_object_get(call->options, key));
}

uint64_t call_number(const struct call *call, const char *key, uint64_t otherwise)
{
	const char *text = call_option(call, key);
	uint64_t number;

	return text && value_number(text, &number) ? number : otherwise;
}

bool call_read_only(const struct call *call)
{
	const char *access = call_option(call, "access");

	return access && access[0] == 'r' && access[1] == 'o';
}

uint32_t call_domid(const struct call *call)
{
	const char *role = call_option(call, "to");
	uint32_t domid = json_object_get_uint64(json_object_object_get(call->domids,
								       role ? role : ""));

	return call_number(call, "domain", domid);
}

int call_attributes(const struct call *call, const char *key,
		    struct attributes *attributes, struct trouble *trouble)
{
	const char *name = call_option(call, key);
	struct json_object *json = json_object_object_get(call->objects, name ? name : "");

	if (!json)
		return trouble_set(trouble, EINVAL, "nothing is known of buffer %s",
				   name ? name : "(none)");
	return attributes_parse(attributes, json, trouble);
}

/* WxH FORMAT as second and third argument */
int call_image(const struct call *call, struct image *image, struct trouble *trouble)
{
	*image = (struct image){ .format = format_find(call_arg(call, 2)) };
	if (!image->format)
		return trouble_set(trouble, EINVAL, "there is no pixel format %s",
				   call_arg(call, 2));
	if (!value_size(call_arg(call, 1), &image->width, &image->height))
		return trouble_set(trouble, EINVAL, "%s is no size", call_arg(call, 1));
	return 0;
}

unsigned int actor_limit(const struct actor *actor, const struct call *call,
			 unsigned int otherwise_ms)
{
	if (call->within_ms && actor->config.patience != PATIENCE_ENDLESS)
		return call->within_ms;
	return otherwise_ms * actor->config.patience;
}

void call_answer(struct call *call, const char *key, uint64_t value)
{
	json_object_object_add(call->out, key, json_object_new_uint64(value));
}
