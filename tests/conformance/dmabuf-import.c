// SPDX-License-Identifier: GPL-2.0-or-later
/* dma-bufs of the back's, granted to the front. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "exporters.h"
#include "use.h"

enum source { UDMABUF, DUMB, OF_MAINLINE, OF_ZCOPY };

static int foreign_dma_buf(const struct side_ops *ops, const struct use *use)
{
	struct side side = { .ops = ops };
	struct exported exported;
	struct pages pages;
	int error = ops->open(&side);

	if (error)
		return -error;
	make_pages(&pages, use);
	error = ops->export(&side, front.domid, pages.refs, use->count, &exported);
	ops->close(&side);
	return error ? -error : exported.fd;
}

static int make_dma_buf(enum source source, const struct use *use)
{
	switch (source) {
	case UDMABUF:
		return udmabuf_new(use->count);
	case DUMB:
		return dumb_new(use->count);
	case OF_MAINLINE:
		return foreign_dma_buf(&mainline_side, use);
	case OF_ZCOPY:
		return foreign_dma_buf(&zcopy_side, use);
	}
	return -EINVAL;
}

/* What the front sees in the first and the last page */
static void say_seen(const uint32_t *refs, unsigned int count)
{
	const unsigned int looked_at[] = { 0, count - 1 };

	for (unsigned int i = 0; i < COUNT(looked_at); i++) {
		struct mapping mapping = front_map(refs[looked_at[i]], RO);

		if (!is_mapped(&mapping)) {
			say("%s", map_outcome(&mapping));
			continue;
		}
		say("\"%s\"", read_text(&front, mapping.page, 0, 7));
		must_unmap(&mapping);
	}
}

/* Ending the grants is left to a worker */
static void say_ended(const uint32_t *refs, unsigned int count)
{
	unsigned int ended = 0;

	for (unsigned int i = 0; i < count; i++) {
		struct granted granted = { .owner = &back, .page = GP_NO_PAGE, .ref = refs[i] };

		for (int j = 0; j < SOON_MS / 10 && read_entry(&granted).flags; j++)
			usleep(10000);
		ended += !read_entry(&granted).flags;
	}
	say("%u of %u ended", ended, count);
}

static void import(struct side *side, const struct use *use)
{
	int fd = make_dma_buf(use->what, use), error;
	struct imported imported;
	uint32_t refs[MOST];

	if (fd < 0) {
		say("there is none: %s", errno_name(-fd));
		return;
	}
	error = side->ops->import(side, front.domid, fd, refs, use->count, &imported);
	say("%s", errno_name(error));
	if (!error) {
		say_seen(refs, use->count);
		say("release %s", errno_name(side->ops->release(side, &imported)));
		say_ended(refs, use->count);
		say("again %s", errno_name(side->ops->release(side, &imported)));
	}
	close(fd);
}

/* A dma-buf of 4 pages, but ... */
enum import_flaw {
	ONE_LESS, ONE_MORE, NONE, TO_NO_DOMAIN, TO_RESERVED_DOMAIN, CLOSED_FD, NO_DMA_BUF,
};

static void import_flawed(struct side *side, const struct use *use)
{
	unsigned int domid = front.domid, count = 4;
	int fd = udmabuf_new(4), number, error;
	struct imported imported;
	uint32_t refs[MOST];

	if (fd < 0)
		give_up("udmabuf: %s", errno_name(-fd));
	number = fd;
	switch ((enum import_flaw)use->what) {
	case ONE_LESS:
		count = 3;
		break;
	case ONE_MORE:
		count = 5;
		break;
	case NONE:
		count = 0;
		break;
	case TO_NO_DOMAIN:
		domid = NO_DOMAIN;
		break;
	case TO_RESERVED_DOMAIN:
		domid = DOMID_SELF;
		break;
	case CLOSED_FD:
		number = 999;
		break;
	case NO_DMA_BUF:
		number = open("/dev/null", O_RDWR | O_CLOEXEC);
		break;
	}
	error = side->ops->import(side, domid, number, refs, count, &imported);
	say("%s", errno_name(error));
	if (!error)
		side->ops->release(side, &imported);
	if (number != fd)
		close(number);
	close(fd);
}

static void imported_twice(struct side *side, const struct use *use)
{
	struct imported first, second;
	int fd = udmabuf_new(use->count), error;
	uint32_t refs[MOST], others[MOST];

	if (fd < 0)
		give_up("udmabuf: %s", errno_name(-fd));
	error = side->ops->import(side, front.domid, fd, refs, use->count, &first);
	say("%s", errno_name(error));
	if (!error) {
		error = side->ops->import(side, front.domid, fd, others, use->count, &second);
		say("%s", errno_name(error));
		say("release %s", errno_name(side->ops->release(side, &first)));
		/* mainline may have released the other: both have the same number */
		if (error)
			say_ended(refs, use->count);
		else
			say_seen(refs, use->count);
		if (!error)
			side->ops->release(side, &second);
	}
	close(fd);
}

/* Released while the front maps it: the page stays granted, and there */
static void released_under_mapping(struct side *side, const struct use *use)
{
	int fd = udmabuf_new(use->count), error;
	struct imported imported;
	struct mapping mapping;
	struct granted granted;
	uint32_t refs[MOST];

	if (fd < 0)
		give_up("udmabuf: %s", errno_name(-fd));
	error = side->ops->import(side, front.domid, fd, refs, use->count, &imported);
	if (error) {
		say("%s", errno_name(error));
		close(fd);
		return;
	}
	granted = (struct granted){ .owner = &back, .page = GP_NO_PAGE, .ref = refs[0] };
	mapping = front_map(refs[0], RW);
	if (!is_mapped(&mapping))
		give_up("map: %s", map_outcome(&mapping));
	say("release %s", errno_name(side->ops->release(side, &imported)));
	close(fd);
	say("%#x", read_entry(&granted).flags);
	write_text(&front, mapping.page, 0, "still");
	say("\"%s\"", read_text(&front, mapping.page, 0, 5));
	must_unmap(&mapping);
	for (int i = 0; i < 50 && read_entry(&granted).flags; i++)
		usleep(100000);
	say("%#x", read_entry(&granted).flags);
}

/* The connection is closed without releasing */
static void left_behind(struct side *side, const struct use *use)
{
	int fd = udmabuf_new(use->count), error;
	struct imported imported;
	uint32_t refs[MOST];

	if (fd < 0)
		give_up("udmabuf: %s", errno_name(-fd));
	error = side->ops->import(side, front.domid, fd, refs, use->count, &imported);
	say("%s", errno_name(error));
	side->ops->close(side);
	side->connection = NULL;
	if (!error)
		say_ended(refs, use->count);
	close(fd);
}

static void released_nothing(struct side *side, const struct use *use)
{
	struct imported imported = { .fd = 999, .handle = 999 };

	(void)use;
	say("%s", errno_name(side->ops->release(side, &imported)));
}

static const struct question questions[] = {
	USE("import-udmabuf", "grant a udmabuf", import, .count = 4, .what = UDMABUF),
	USE("import-udmabuf-64", "grant a udmabuf of 64 pages", import, .count = 64,
	    .what = UDMABUF),
	USE("import-dumb", "grant a dumb buffer of vkms", import, .count = 4, .what = DUMB),
	USE("import-mainline", "grant a dma-buf of foreign pages, made by mainline", import,
	    .count = 4, .what = OF_MAINLINE),
	USE("import-zcopy", "grant a dma-buf of foreign pages, made by xen-zcopy", import,
	    .count = 4, .what = OF_ZCOPY),
	USE("import-3", "grant 3 of 4 pages", import_flawed, .what = ONE_LESS),
	USE("import-5", "grant 5 of 4 pages", import_flawed, .what = ONE_MORE),
	USE("import-0", "grant no pages", import_flawed, .what = NONE),
	USE("import-no-domain", "grant to a domain that does not exist", import_flawed,
	    .what = TO_NO_DOMAIN),
	USE("import-reserved-domain", "grant to domain 0x7ff0", import_flawed,
	    .what = TO_RESERVED_DOMAIN),
	USE("import-closed", "grant a descriptor that is closed", import_flawed, .what = CLOSED_FD),
	USE("import-null", "grant /dev/null", import_flawed, .what = NO_DMA_BUF),
	USE("import-twice", "grant a dma-buf twice, release the first", imported_twice, .count = 4),
	USE("import-mapped", "release a dma-buf that the front maps", released_under_mapping,
	    .count = 4),
	USE("import-left", "close without releasing", left_behind, .count = 4),
	USE("import-release-nothing", "release what is none", released_nothing, .count = 0),
};

const struct group dmabuf_import_group = { questions, COUNT(questions) };
