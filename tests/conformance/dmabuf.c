// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same uses of mainline's gntdev and of xen-zcopy, side by side: an answer
 * reads "mainline: ... | xen-zcopy: ...".
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/dma-buf.h>

#include "actions.h"
#include "exporters.h"
#include "side.h"

#define MOST	64

/* Where unmapping is left to a worker */
#define SOON_MS	2000

struct use {
	void (*do_it)(struct side *side, const struct use *use);
	unsigned int count;
	enum access access;
	int what;
};

static void side_by_side(const struct question *question)
{
	static const struct side_ops *const both[] = { &mainline_side, &zcopy_side };
	const struct use *use = question->with;

	for (unsigned int i = 0; i < COUNT(both); i++) {
		struct side side = { .ops = both[i] };
		int error = side.ops->open(&side);

		say(i ? "| %s:" : "%s:", side.ops->name);
		if (error) {
			say("cannot be opened: %s", errno_name(error));
			continue;
		}
		use->do_it(&side, use);
		if (side.connection)
			side.ops->close(&side);
	}
}

/* --- dma-bufs of the front's pages -------------------------------------------- */

struct pages {
	struct granted granted[MOST];
	uint32_t refs[MOST];
};

static void make_pages(struct pages *pages, const struct use *use)
{
	char text[16];

	memset(pages, 0, sizeof(*pages));
	for (unsigned int i = 0; i < use->count && i < MOST; i++) {
		pages->granted[i] = granted_page(use->access);
		pages->refs[i] = pages->granted[i].ref;
		snprintf(text, sizeof(text), "page %02u", i);
		write_text(&front, pages->granted[i].page, 0, text);
	}
}

static const char *bits_soon(const struct granted *granted)
{
	for (int i = 0; i < SOON_MS / 10 && strcmp(in_use(granted), "-") != 0; i++)
		usleep(10000);
	return in_use(granted);
}

/* Exports the use's pages; false when that is the answer already */
static int export_pages(struct side *side, const struct use *use, struct pages *pages,
			struct exported *exported)
{
	int error;

	make_pages(pages, use);
	error = side->ops->export(side, front.domid, pages->refs, use->count, exported);
	if (error)
		say("%s", errno_name(error));
	return error;
}

static void export(struct side *side, const struct use *use)
{
	struct exported exported;
	struct pages pages;

	if (export_pages(side, use, &pages, &exported))
		return;
	say("%lld pages", (long long)lseek(exported.fd, 0, SEEK_END) / PAGE);
	say("%s", in_use(&pages.granted[use->count - 1]));
	close(exported.fd);
	say("%s", bits_soon(&pages.granted[use->count - 1]));
}

/*
 * Whoever waits for what is gone in a while may find it gone already, which the one
 * says with 0 and the other with ENOENT.
 */
static const char *gone(struct side *side, uint32_t token)
{
	int error = side->ops->wait(side, token, SOON_MS);

	return error && error != ENOENT ? errno_name(error) : "gone";
}

/* One of the references, or the domain, is not right */
enum flaw { FIRST_REF, LAST_REF, ENDED_REF, NO_SUCH_DOMAIN, RESERVED_DOMAIN, ONE_TWICE };

static void flawed(struct side *side, const struct use *use)
{
	unsigned int domid = front.domid;
	struct exported exported;
	struct pages pages;
	int error;

	make_pages(&pages, use);
	switch ((enum flaw)use->what) {
	case FIRST_REF:
		pages.refs[0] = 0xffffff;
		break;
	case LAST_REF:
		pages.refs[use->count - 1] = 0xffffff;
		break;
	case ENDED_REF:
		end_access(&pages.granted[1]);
		break;
	case NO_SUCH_DOMAIN:
		domid = NO_DOMAIN;
		break;
	case RESERVED_DOMAIN:
		domid = DOMID_SELF;
		break;
	case ONE_TWICE:
		pages.refs[1] = pages.refs[0];
		break;
	}
	error = side->ops->export(side, domid, pages.refs, use->count, &exported);
	say("%s", errno_name(error));
	if (!error)
		close(exported.fd);
	say("%s", bits_soon(&pages.granted[use->what == FIRST_REF ? 1 : 0]));
}

/* A count that does not fit; no references are looked at */
static void count(struct side *side, const struct use *use)
{
	uint32_t *refs = calloc(use->count ? use->count : 1, sizeof(*refs));
	struct exported exported;
	int error;

	for (unsigned int i = 0; i < use->count; i++)
		refs[i] = 0xffffff;
	error = side->ops->export(side, front.domid, refs, use->count, &exported);
	/* How much memory there is decides which of the two it is */
	if (error == ENXIO || error == ENOMEM)
		say("not because of the count");
	else
		say("%s", errno_name(error));
	if (!error)
		close(exported.fd);
	free(refs);
}

/* The processor reads and writes it */
static void mmapped(struct side *side, const struct use *use)
{
	struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW };
	struct exported exported;
	struct pages pages;
	char *bytes;

	if (export_pages(side, use, &pages, &exported))
		return;
	say("sync %s", errno_name(ioctl(exported.fd, DMA_BUF_IOCTL_SYNC, &sync) ? errno : 0));
	bytes = mmap(NULL, use->count * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, exported.fd, 0);
	if (bytes == MAP_FAILED) {
		say("mmap %s", errno_name(errno));
	} else {
		say("\"%.7s\" \"%.7s\"", bytes, bytes + (use->count - 1) * PAGE);
		memcpy(bytes, "of the back", 11);
		say("\"%s\"", read_text(&front, pages.granted[0].page, 0, 11));
		munmap(bytes, use->count * PAGE);
	}
	close(exported.fd);
	say("%s", bits_soon(&pages.granted[0]));
}

/* vkms takes it and puts it on the screen */
static void displayed(struct side *side, const struct use *use)
{
	int display = display_open();
	struct exported exported;
	struct pages pages;
	struct shown shown;

	if (display < 0)
		give_up("there is no vkms");
	if (export_pages(side, use, &pages, &exported)) {
		close(display);
		return;
	}
	shown = display_try(display, exported.fd, use->count);
	say("import %s", errno_name(shown.handle));
	if (!shown.handle)
		say("framebuffer %s", errno_name(shown.framebuffer));
	if (!shown.handle && !shown.framebuffer)
		say("scan-out %s", errno_name(shown.scan_out));
	close(exported.fd);
	close(display);
	say("%s", bits_soon(&pages.granted[0]));
}

/* The buffer is alive, then it is not; and what the entry says when waiting ends */
static void waited(struct side *side, const struct use *use)
{
	struct exported exported;
	struct pages pages;

	if (export_pages(side, use, &pages, &exported))
		return;
	say("alive: %s", errno_name(side->ops->wait(side, exported.token, 20)));
	close(exported.fd);
	say("closed: %s", gone(side, exported.token));
	say("%s", in_use(&pages.granted[0]));
	say("again: %s", gone(side, exported.token));
}

/* Not an export's: a number out of the air */
static void waited_for_nothing(struct side *side, const struct use *use)
{
	(void)use;
	say("%s", errno_name(side->ops->wait(side, 0x123456, 20)));
}

/* A duplicate of the descriptor keeps it alive */
static void duplicated(struct side *side, const struct use *use)
{
	struct exported exported;
	struct pages pages;
	int other;

	if (export_pages(side, use, &pages, &exported))
		return;
	other = fcntl(exported.fd, F_DUPFD_CLOEXEC, 100);
	close(exported.fd);
	say("%s", errno_name(side->ops->wait(side, exported.token, 20)));
	close(other);
	say("%s", gone(side, exported.token));
}

/* The descriptor's number is used for the next one while the first one lives on */
static void number_reused(struct side *side, const struct use *use)
{
	struct exported first, second;
	struct pages pages, others;
	int other;

	if (export_pages(side, use, &pages, &first))
		return;
	other = fcntl(first.fd, F_DUPFD_CLOEXEC, 100);
	close(first.fd);
	if (export_pages(side, use, &others, &second)) {
		close(other);
		return;
	}
	close(other);
	/* asks about the first, which is gone */
	say("the first: %s", gone(side, first.token));
	close(second.fd);
	say("both: %s", gone(side, second.token));
}

/* Whoever made it goes away, the dma-buf lives on */
static void creator_gone(struct side *side, const struct use *use)
{
	struct exported exported;
	struct pages pages;

	if (export_pages(side, use, &pages, &exported))
		return;
	side->ops->close(side);
	side->connection = NULL;
	say("%s", in_use(&pages.granted[0]));
	close(exported.fd);
	say("%s", bits_soon(&pages.granted[0]));
}

static void exported_twice(struct side *side, const struct use *use)
{
	struct exported first, second;
	struct pages pages;
	int error;

	if (export_pages(side, use, &pages, &first))
		return;
	error = side->ops->export(side, front.domid, pages.refs, use->count, &second);
	say("%s", errno_name(error));
	close(first.fd);
	if (!error) {
		say("%s", gone(side, first.token));
		say("%s", in_use(&pages.granted[0]));
		close(second.fd);
	}
	say("%s", bits_soon(&pages.granted[0]));
}

/* --- own dma-bufs, granted to the front --------------------------------------- */

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

/* The front maps what the back granted */
static struct mapping front_map(uint32_t ref, uint32_t flags)
{
	struct mapping mapping = { .domain = &front, .page = new_page(&front, GP_HOLE) };

	mapping.op = (struct gp_map){
		.page = mapping.page, .ref = ref, .flags = flags, .domid = back.domid,
	};
	must(&front, GP_MAP, &mapping.op, "map");
	return mapping;
}

static int is_mapped(const struct mapping *mapping)
{
	return !mapping->op.result && !mapping->op.status;
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

#define USE(name, text, ...) \
	{ "dma-buf." name, text, side_by_side, &(const struct use){ __VA_ARGS__ }, NULL }

static const struct question questions[] = {
	USE("export-1", "a dma-buf of 1 page", export, .count = 1),
	USE("export-16", "a dma-buf of 16 pages", export, .count = 16),
	USE("export-64", "a dma-buf of 64 pages", export, .count = 64),
	USE("export-read-only", "a dma-buf of 4 read-only grants", export, .count = 4,
	    .access = READ_ONLY),
	USE("export-0", "a dma-buf of no pages", count, .count = 0),
	USE("export-65537", "a dma-buf of 65537 pages", count, .count = 65537),
	USE("export-no-ref-first", "a dma-buf of 4 pages, no first reference", flawed, .count = 4,
	    .what = FIRST_REF),
	USE("export-no-ref-last", "a dma-buf of 4 pages, no last reference", flawed, .count = 4,
	    .what = LAST_REF),
	USE("export-ended", "a dma-buf of 4 pages, one of which has ended", flawed, .count = 4,
	    .what = ENDED_REF),
	USE("export-no-domain", "a dma-buf of a domain that does not exist", flawed, .count = 4,
	    .what = NO_SUCH_DOMAIN),
	USE("export-reserved-domain", "a dma-buf of domain 0x7ff0", flawed, .count = 4,
	    .what = RESERVED_DOMAIN),
	USE("export-page-twice", "a dma-buf with a page in it twice", flawed, .count = 4,
	    .what = ONE_TWICE),
	USE("export-twice", "two dma-bufs of the same pages", exported_twice, .count = 4),
	USE("mmap", "mmap a dma-buf", mmapped, .count = 4),
	USE("display", "show a dma-buf on vkms", displayed, .count = 16),
	USE("wait", "wait for a dma-buf alive, closed, and again", waited, .count = 4),
	USE("wait-nothing", "wait for what is none", waited_for_nothing, .count = 0),
	USE("wait-duplicate", "wait for a dma-buf with a duplicate, and without", duplicated,
	    .count = 4),
	USE("wait-number-reused", "wait for a dma-buf whose descriptor's number is used again",
	    number_reused, .count = 4),
	USE("creator-gone", "a dma-buf whose creator is gone", creator_gone, .count = 4),
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

const struct group dmabuf_group = { questions, COUNT(questions) };
