// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does the screen show the other buffer's bytes? Two witnesses: the display
 * driver's CRC of a frame against the CRC that the bytes' owner computed, and
 * every pixel of a frame written back against the picture that those bytes are.
 * That picture is drawn again here, and its hash, which is that of the owner's
 * bytes, shows that it is the same. Thus no pixels travel between the domains.
 */
#include <errno.h>
#include <stdlib.h>

#include "actor.h"
#include "pattern.h"
#include "picture.h"
#include "util/memory.h"

struct frame {
	uint32_t number, crc;	/* the scanned-out frame's */
};

/*
 * Bytes that nobody drew as a pattern: they are on the screen when the screen's
 * pixels, in the buffer's format, have the hash of the owner's bytes.
 */
static int expect_by_hash(struct actor *actor, const char *shows, uint64_t hash,
			  struct image *expected, struct trouble *trouble)
{
	const struct image *seen = &actor->display->seen;
	struct argb16 *scratch = xalloc(sizeof(*scratch) * (seen->width + 1));
	uint32_t *rgb = xalloc(sizeof(*rgb) * (seen->width + 1));
	bool same = seen->width == expected->width && seen->height == expected->height &&
		    image_alloc(expected);

	for (uint32_t y = 0; same && y < seen->height; y++) {
		image_rgb_row(seen, y, rgb, scratch);
		expected->format->pack(image_row(expected, y), rgb, seen->width);
	}
	same = same && image_hash(expected) == hash;
	free(scratch);
	free(rgb);
	if (same)
		return 0;
	return trouble_set(trouble, EBADMSG,
			   "the pixels of the screen are not the bytes of %s, as its owner sees them",
			   shows);
}

/* The owner's bytes as a picture: its hash is what the owner said */
static int make_expected(struct actor *actor, struct call *call, const char *shows,
			 struct image *expected, struct trouble *trouble)
{
	const char *pattern = json_object_get_string(
		json_object_object_get(call->expected, "pattern"));
	uint64_t seed = json_object_get_uint64(json_object_object_get(call->expected, "seed"));
	uint64_t hash = json_object_get_uint64(json_object_object_get(call->expected, "hash"));

	if (!pattern)
		return expect_by_hash(actor, shows, hash, expected, trouble);
	if (!image_alloc(expected) || !pattern_draw(expected, pattern, seed))
		return trouble_errno(trouble, ENOMEM, "cannot draw what %s should look like", shows);
	if (image_hash(expected) != hash)
		return trouble_set(trouble, EBADMSG,
				   "the bytes of %s in its owner's own mapping are not the %s (seed %llu) drawn there",
				   shows, pattern, (unsigned long long)seed);
	return 0;
}

/* Adds a picture to the answer, under the name it has in the result */
static void keep(struct actor *actor, struct call *call, const char *kind, const char *name,
		 const struct image *seen, const struct image *expected)
{
	struct json_object *pictures = json_object_object_get(call->out, "pictures");
	char *file, *path, *problem;

	if (!actor->config.out)
		return;
	file = xprintf("%s.png", name);
	path = xprintf("%s/%s", actor->config.out, file);
	problem = expected ? picture_write_difference(path, seen, expected) :
			     picture_write(path, seen);
	if (problem) {
		/* Not the scenario's fault; whoever looks for it reads why */
		json_object_object_add(call->out, "note", json_object_new_string(problem));
		free(problem);
	} else {
		if (!pictures) {
			pictures = json_object_new_object();
			json_object_object_add(call->out, "pictures", pictures);
		}
		json_object_object_add(pictures, kind, json_object_new_string(file));
	}
	free(path);
	free(file);
}

static void keep_evidence(struct actor *actor, struct call *call, const struct image *seen,
			  const struct image *expected)
{
	const char *save = call_option(call, "save");
	const char *base = save ? save : call_arg(call, 0);
	static const char *const kinds[] = { "scanout", "expected", "difference" };

	for (int i = 0; i < 3; i++) {
		char *name = i || !save ? xprintf("%s-%s", base, kinds[i]) : xstrdup(save);

		keep(actor, call, kinds[i], name, i == 1 ? expected : seen,
		     i == 2 ? expected : NULL);
		free(name);
	}
}

static int judge(struct actor *actor, struct call *call, const char *shows,
		 const struct frame *frame, const struct image *expected,
		 struct trouble *trouble)
{
	const struct image *seen = &actor->display->seen;
	uint32_t crc = json_object_get_uint64(json_object_object_get(call->expected, "crc"));
	const char *save = call_option(call, "save");
	struct image_difference difference;
	int differs = image_compare(seen, expected, &difference);

	if (differs == 0 && frame->crc == crc) {
		if (save)
			keep(actor, call, "scanout", save, seen, NULL);
		return 0;
	}
	if (differs < 0)
		return trouble_set(trouble, EBADMSG, "the screen is %ux%u, %s is %ux%u",
				   seen->width, seen->height, shows, expected->width,
				   expected->height);
	keep_evidence(actor, call, seen, expected);
	if (differs == 0)
		return trouble_set(trouble, EBADMSG,
				   "frame %u has CRC %08x and %s's bytes have %08x, although every pixel written back later is right",
				   frame->number, frame->crc, shows, crc);
	return trouble_set(trouble, EBADMSG,
			   "the screen does not show %s: %llu of %llu pixels differ, the first at %u,%u: seen #%06x, expected #%06x (CRC of frame %u is %08x, %s)",
			   shows, (unsigned long long)difference.count,
			   (unsigned long long)seen->width * seen->height, difference.x,
			   difference.y, difference.seen, difference.expected, frame->number,
			   frame->crc, frame->crc == crc ? "which is right" : "also wrong");
}

/* First half: takes a frame. The buffer's owner may sum up its bytes meanwhile. */
int verb_look(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct object *object = actor_find(actor, call_arg(call, 0), trouble);
	uint32_t crc = 0, frame = 0;
	int result;

	if (!object || actor_need_display(actor, trouble) < 0)
		return -1;
	pthread_mutex_lock(&actor->display_lock);
	if (!object->fb || actor->display->fb != object->fb)
		result = trouble_set(trouble, EINVAL, "%s is not on the screen", object->name);
	else
		result = display_crc(actor->display, &crc, &frame, trouble);
	if (result == 0)
		result = display_writeback(actor->display, trouble);
	pthread_mutex_unlock(&actor->display_lock);
	call_answer(call, "crc", crc);
	call_answer(call, "frame", frame);
	return result;
}

/* Second half: judges it. */
int verb_check(struct actor *actor, struct call *call, struct trouble *trouble)
{
	const char *shows = call_option(call, "shows");
	struct frame frame = {
		.number = json_object_get_uint64(json_object_object_get(call->looked, "frame")),
		.crc = json_object_get_uint64(json_object_object_get(call->looked, "crc")),
	};
	struct attributes peer;
	int result;

	if (!call->looked || !call->expected || actor_need_display(actor, trouble) < 0)
		return trouble_set(trouble, EINVAL, "there is no frame to be checked");
	if (call_attributes(call, "shows", &peer, trouble) < 0)
		return -1;
	/* What it looks like is the peer's business; rows lie as suits us */
	peer.image.pitch = 0;
	pthread_mutex_lock(&actor->display_lock);
	result = make_expected(actor, call, shows, &peer.image, trouble);
	if (result == 0)
		result = judge(actor, call, shows, &frame, &peer.image, trouble);
	pthread_mutex_unlock(&actor->display_lock);
	image_free(&peer.image);
	attributes_finish(&peer);
	return result;
}
