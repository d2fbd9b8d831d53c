// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Double buffering, as a compositor does it: page flips, each asked for when the
 * one before has happened, while the CRC of every frame is looked at. A frame
 * that is neither of the two buffers was torn, or shows other pages.
 */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include <xf86drm.h>

#include "actor.h"

struct flips {
	struct display *display;
	struct object *buffers[2];
	uint32_t crc[2];		/* of a frame that is nothing but that buffer */
	uint64_t wanted, done;		/* flips */
	uint64_t seen[2];		/* frames */
	bool pending;			/* a flip was asked for and has not happened */
	int crcs;			/* descriptor of the frames' CRCs */
	uint32_t start;			/* frames up to this number are older than the flips */
};

static int show(struct flips *flips, int which, struct trouble *trouble)
{
	struct object *object = flips->buffers[which];

	if (!object->fb)
		return trouble_set(trouble, EINVAL, "%s has no framebuffer (any more)", object->name);
	return display_show(flips->display, object->fb, object->image.width, object->image.height,
			    trouble);
}

/* What a frame of one buffer looks like to the CRC */
static int learn_crc(struct flips *flips, int which, struct trouble *trouble)
{
	uint32_t frame;

	if (show(flips, which, trouble) < 0)
		return -1;
	return display_crc(flips->display, &flips->crc[which], &frame, trouble);
}

static void flipped(int fd, unsigned int sequence, unsigned int seconds,
		    unsigned int microseconds, void *context)
{
	struct flips *flips = context;

	(void)fd;
	(void)sequence;
	(void)seconds;
	(void)microseconds;
	flips->pending = false;
	flips->done++;
}

/* The second buffer is on the screen when this begins. */
static int ask_for_flip(struct flips *flips, struct trouble *trouble)
{
	uint32_t fb = flips->buffers[flips->done % 2]->fb;

	if (drmModePageFlip(flips->display->fd, flips->display->crtc, fb,
			    DRM_MODE_PAGE_FLIP_EVENT, flips))
		return trouble_errno(trouble, errno, "flip %llu to framebuffer %u",
				     (unsigned long long)flips->done + 1, fb);
	flips->pending = true;
	flips->display->fb = fb;
	return 0;
}

static int look_at_frame(struct flips *flips, struct trouble *trouble)
{
	uint32_t frame, crc;

	if (display_crc_next(flips->crcs, 0, &frame, &crc, trouble) < 0)
		return -1;
	if ((int32_t)(frame - flips->start) <= 0)
		return 0;
	for (int i = 0; i < 2; i++)
		if (crc == flips->crc[i]) {
			flips->seen[i]++;
			return 0;
		}
	return trouble_set(trouble, EBADMSG,
			   "frame %u, after %llu flips, has CRC %08x: neither %s (%08x) nor %s (%08x)",
			   frame, (unsigned long long)flips->done, crc, flips->buffers[0]->name,
			   flips->crc[0], flips->buffers[1]->name, flips->crc[1]);
}

/* One thing that happens: a flip, a frame or both */
static int one_event(struct flips *flips, struct trouble *trouble)
{
	struct pollfd ready[] = {
		{ .fd = flips->display->fd, .events = POLLIN },
		{ .fd = flips->crcs, .events = POLLIN },
	};
	drmEventContext events = { .version = 2, .page_flip_handler = flipped };
	unsigned int limit = FRAME_TIMEOUT_MS * flips->display->patience;
	int count = poll(ready, 2, limit);

	if (count == 0)
		return trouble_set(trouble, ETIMEDOUT, "no flip and no frame within %u ms, after %llu flips",
				   limit, (unsigned long long)flips->done);
	if (count < 0)
		return trouble_errno(trouble, errno, "cannot wait for a flip");
	if (ready[0].revents && drmHandleEvent(flips->display->fd, &events))
		return trouble_errno(trouble, errno, "cannot read the display's event");
	if (ready[1].revents)
		return look_at_frame(flips, trouble);
	return 0;
}

/* An event that nobody waits for would be taken for one of the next flips */
static bool drain(struct flips *flips)
{
	struct trouble came = { 0 };
	bool in_time;

	one_event(flips, &came);
	in_time = came.error != ETIMEDOUT;
	trouble_clear(&came);
	return in_time;
}

static int flip_all(struct flips *flips, struct trouble *trouble)
{
	int result = 0;

	while (result == 0 && flips->done < flips->wanted) {
		if (!flips->pending)
			result = ask_for_flip(flips, trouble);
		if (result == 0)
			result = one_event(flips, trouble);
	}
	while (flips->pending && drain(flips))
		;
	return result;
}

/* Half of the frames are one buffer's; a machine that is late composes fewer. */
#define SEEN_AT_LEAST(flips)	((flips)->wanted / 10)

static int judge(const struct flips *flips, struct trouble *trouble)
{
	for (int i = 0; i < 2; i++)
		if (flips->seen[i] < SEEN_AT_LEAST(flips))
			return trouble_set(trouble, EBADMSG,
					   "%llu flips were done, but only %llu frames showed %s (and %llu %s)",
					   (unsigned long long)flips->done,
					   (unsigned long long)flips->seen[i], flips->buffers[i]->name,
					   (unsigned long long)flips->seen[!i],
					   flips->buffers[!i]->name);
	return 0;
}

static int flip(struct flips *flips, struct trouble *trouble)
{
	int result;

	if (learn_crc(flips, 0, trouble) < 0 || learn_crc(flips, 1, trouble) < 0)
		return -1;
	if (flips->crc[0] == flips->crc[1])
		return trouble_set(trouble, EINVAL, "%s and %s look alike: draw something else",
				   flips->buffers[0]->name, flips->buffers[1]->name);
	flips->crcs = display_crc_open(flips->display, &flips->start, trouble);
	if (flips->crcs < 0)
		return -1;
	result = flip_all(flips, trouble);
	close(flips->crcs);
	return result < 0 ? -1 : judge(flips, trouble);
}

int verb_flip(struct actor *actor, struct call *call, struct trouble *trouble)
{
	struct flips flips = {
		.buffers = {
			actor_find(actor, call_arg(call, 0), trouble),
			actor_find(actor, call_arg(call, 1), trouble),
		},
		.wanted = call_number(call, "frames", 1),
	};
	unsigned int refresh, wished;
	int result;

	if (!flips.buffers[0] || !flips.buffers[1] || actor_need_display(actor, trouble) < 0)
		return -1;
	flips.display = actor->display;
	pthread_mutex_lock(&actor->display_lock);
	refresh = actor->display->refresh;
	wished = call_number(call, "refresh", refresh);
	/* A kernel that is late with each frame does nothing but complain about it */
	if (wished != refresh)
		wished = wished / actor->display->patience ?: 1;
	display_set_refresh(actor->display, wished);
	result = flip(&flips, trouble);
	display_set_refresh(actor->display, refresh);
	/* Whatever comes next has the screen's usual time for a frame */
	if (result == 0 && wished != refresh)
		result = show(&flips, 1, trouble);
	pthread_mutex_unlock(&actor->display_lock);
	return result;
}
