// SPDX-License-Identifier: GPL-2.0-or-later
/* dma-bufs of the front's pages: made, used, waited for. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/dma-buf.h>

#include "exporters.h"
#include "use.h"

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

/* A device that is no display: whether the address that it is given is the right one */
static int device_call(int fd, unsigned int page, const char *write, struct gp_device *call)
{
	*call = (struct gp_device){ .fd = fd, .page = page, .length = 7, .write = write != NULL };
	if (write)
		strncpy((char *)call->bytes, write, sizeof(call->bytes) - 1);
	return domain_call(&back, GP_DEVICE, call);
}

static void device_uses(struct side *side, const struct use *use)
{
	struct exported exported;
	struct gp_device call;
	struct pages pages;
	int error;

	if (export_pages(side, use, &pages, &exported))
		return;
	error = device_call(exported.fd, 0, NULL, &call);
	say("reads %s", error ? errno_name(error) : (char *)call.bytes);
	if (!error)
		error = device_call(exported.fd, use->count - 1, NULL, &call);
	if (!error) {
		say("and %s", call.bytes);
		error = device_call(exported.fd, use->count - 1, "written", &call);
		say("writes %s \"%s\"", errno_name(error),
		    read_text(&front, pages.granted[use->count - 1].page, 0, 7));
	}
	close(exported.fd);
	say("%s", bits_soon(&pages.granted[0]));
}

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
	USE("device", "a device reads and writes a dma-buf", device_uses, .count = 16),
	USE("wait", "wait for a dma-buf alive, closed, and again", waited, .count = 4),
	USE("wait-nothing", "wait for what is none", waited_for_nothing, .count = 0),
	USE("wait-duplicate", "wait for a dma-buf with a duplicate, and without", duplicated,
	    .count = 4),
	USE("wait-number-reused", "wait for a dma-buf whose descriptor's number is used again",
	    number_reused, .count = 4),
	USE("creator-gone", "a dma-buf whose creator is gone", creator_gone, .count = 4),
};

const struct group dmabuf_export_group = { questions, COUNT(questions) };
