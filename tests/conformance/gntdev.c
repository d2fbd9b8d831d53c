// SPDX-License-Identifier: GPL-2.0-or-later
/* /dev/xen/gntdev, called without the library. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "actions.h"

#include <xen/gntdev.h>

#define MOST	4

static int device;

static int open_device(void)
{
	device = open("/dev/xen/gntdev", O_RDWR | O_CLOEXEC);
	if (device < 0)
		give_up("/dev/xen/gntdev: %s", errno_name(errno));
	return device;
}

static int call(unsigned long request, void *arg)
{
	return ioctl(device, request, arg) ? errno : 0;
}

union map_arg {
	struct ioctl_gntdev_map_grant_ref op;
	uint8_t room[sizeof(struct ioctl_gntdev_map_grant_ref) +
		     MOST * sizeof(struct ioctl_gntdev_grant_ref)];
};

static int set_up(union map_arg *arg, uint32_t count, uint32_t ref)
{
	memset(arg, 0, sizeof(*arg));
	arg->op.count = count;
	for (unsigned int i = 0; i < MOST; i++) {
		arg->op.refs[i].domid = front.domid;
		arg->op.refs[i].ref = ref;
	}
	return call(IOCTL_GNTDEV_MAP_GRANT_REF, arg);
}

static int undo(uint64_t index, uint32_t count)
{
	struct ioctl_gntdev_unmap_grant_ref op = { .index = index, .count = count };

	return call(IOCTL_GNTDEV_UNMAP_GRANT_REF, &op);
}

static void *map_at(uint64_t index, unsigned int count, int prot, int flags)
{
	return mmap(NULL, count * PAGE, prot, flags, device, index);
}

/* Setting up looks at nothing but the count */
static void count(const struct question *question)
{
	union map_arg arg;

	open_device();
	say("%s", errno_name(set_up(&arg, *(const uint32_t *)question->with, 0)));
	close(device);
}

/* Each mapping that is set up has a place of its own in the file */
static void places(const struct question *question)
{
	union map_arg a, b, c;

	(void)question;
	open_device();
	set_up(&a, 2, 0);
	set_up(&b, 3, 0);
	say("%lu %lu", (unsigned long)a.op.index / PAGE, (unsigned long)b.op.index / PAGE);
	say("%s", errno_name(undo(a.op.index, 2)));
	set_up(&c, 1, 0);
	say("%lu", (unsigned long)c.op.index / PAGE);
	set_up(&c, 2, 0);
	say("%lu", (unsigned long)c.op.index / PAGE);
	close(device);
}

struct undone {
	int64_t index;
	uint32_t count;
};

/* Of two mappings, of 2 and 1 pages at 0 and 2, undo this one */
static void undone(const struct question *question)
{
	const struct undone *with = question->with;
	union map_arg arg;

	open_device();
	set_up(&arg, 2, 0);
	set_up(&arg, 1, 0);
	say("%s", errno_name(undo(with->index, with->count)));
	say("again %s", errno_name(undo(with->index, with->count)));
	close(device);
}

/* mmap() of a mapping of 2 pages, in some other way than it was set up */
struct mapped {
	uint64_t index;
	unsigned int count;
	int prot, flags;
	int twice;
	int undone;
};

static void mapped(const struct question *question)
{
	const struct mapped *with = question->with;
	struct granted granted = granted_page(READ_WRITE);
	union map_arg arg;
	char *a, *b = MAP_FAILED;
	int error;

	open_device();
	set_up(&arg, 2, granted.ref);
	if (with->undone)
		undo(arg.op.index, 2);
	a = map_at(with->index, with->count, with->prot, with->flags);
	error = errno;
	say("%s", a == MAP_FAILED ? errno_name(error) : "mapped");
	if (with->twice) {
		b = map_at(with->index, with->count, with->prot, with->flags);
		say("then %s", b == MAP_FAILED ? errno_name(errno) : "mapped");
	}
	say("%s", in_use(&granted));
	if (a != MAP_FAILED)
		munmap(a, with->count * PAGE);
	if (b != MAP_FAILED)
		munmap(b, with->count * PAGE);
	close(device);
	say("%s", in_use(&granted));
}

/* A bad reference shows only when it is mapped, and the good one is undone */
static void bad_ref(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	union map_arg arg;

	(void)question;
	open_device();
	memset(&arg, 0, sizeof(arg));
	arg.op.count = 2;
	arg.op.refs[0].domid = arg.op.refs[1].domid = front.domid;
	arg.op.refs[0].ref = granted.ref;
	arg.op.refs[1].ref = 0xffffff;
	say("%s", errno_name(call(IOCTL_GNTDEV_MAP_GRANT_REF, &arg)));
	say("%s", map_at(arg.op.index, 2, PROT_READ, MAP_SHARED) == MAP_FAILED ?
	    errno_name(errno) : "mapped");
	say("%s", in_use(&granted));
	say("%s", errno_name(undo(arg.op.index, 2)));
	say("%s", in_use(&granted));
	close(device);
}

/* Mapped, then undone while it is; the mapping stays until it is unmapped */
static void undone_under_mapping(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	union map_arg arg;
	char *bytes;

	(void)question;
	open_device();
	set_up(&arg, 1, granted.ref);
	bytes = map_at(arg.op.index, 1, PROT_READ, MAP_SHARED);
	if (bytes == MAP_FAILED)
		give_up("map: %s", errno_name(errno));
	say("%s %s \"%.12s\"", errno_name(undo(arg.op.index, 1)), in_use(&granted), bytes);
	munmap(bytes, PAGE);
	say("%s", in_use(&granted));
	close(device);
}

/* Unmapped by munmap() alone, then mapped again */
static void mapped_again(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	union map_arg arg;
	char *bytes;

	(void)question;
	open_device();
	set_up(&arg, 1, granted.ref);
	bytes = map_at(arg.op.index, 1, PROT_READ, MAP_SHARED);
	if (bytes == MAP_FAILED)
		give_up("map: %s", errno_name(errno));
	munmap(bytes, PAGE);
	say("%s", in_use(&granted));
	bytes = map_at(arg.op.index, 1, PROT_READ, MAP_SHARED);
	say("%s", bytes == MAP_FAILED ? errno_name(errno) : "mapped");
	say("%s", errno_name(undo(arg.op.index, 1)));
	say("%s", in_use(&granted));
	if (bytes != MAP_FAILED)
		munmap(bytes, PAGE);
	close(device);
	say("%s", in_use(&granted));
}

/* A part of a mapping is unmapped */
static void part_unmapped(const struct question *question)
{
	struct granted a = granted_page(READ_WRITE), b = granted_page(READ_WRITE);
	union map_arg arg;
	char *bytes;

	(void)question;
	open_device();
	memset(&arg, 0, sizeof(arg));
	arg.op.count = 2;
	arg.op.refs[0].domid = arg.op.refs[1].domid = front.domid;
	arg.op.refs[0].ref = a.ref;
	arg.op.refs[1].ref = b.ref;
	call(IOCTL_GNTDEV_MAP_GRANT_REF, &arg);
	bytes = map_at(arg.op.index, 2, PROT_READ, MAP_SHARED);
	if (bytes == MAP_FAILED)
		give_up("map: %s", errno_name(errno));
	munmap(bytes, PAGE);
	say("%s %s", in_use(&a), in_use(&b));
	say("\"%.12s\"", bytes + PAGE);
	munmap(bytes + PAGE, PAGE);
	undo(arg.op.index, 2);
	say("%s %s", in_use(&a), in_use(&b));
	close(device);
}

/* More rights than it was mapped with */
static void protect(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	union map_arg arg;
	char *bytes;

	open_device();
	set_up(&arg, 1, granted.ref);
	bytes = map_at(arg.op.index, 1, PROT_READ, *(const int *)question->with);
	if (bytes == MAP_FAILED)
		give_up("map: %s", errno_name(errno));
	say("%s", mprotect(bytes, PAGE, PROT_READ | PROT_WRITE) ? errno_name(errno) : "0");
	munmap(bytes, PAGE);
	close(device);
}

static void move(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	union map_arg arg;
	char *bytes, *moved;

	open_device();
	set_up(&arg, 1, granted.ref);
	bytes = map_at(arg.op.index, 1, PROT_READ, MAP_SHARED);
	if (bytes == MAP_FAILED)
		give_up("map: %s", errno_name(errno));
	moved = mremap(bytes, PAGE, *(const size_t *)question->with, MREMAP_MAYMOVE);
	say("%s", moved == MAP_FAILED ? errno_name(errno) : "moved");
	munmap(moved == MAP_FAILED ? bytes : moved, PAGE);
	close(device);
}

enum where { AT_START, AT_SECOND, AT_OTHER, AT_NULL };

static void offset_for(const struct question *question)
{
	enum where where = *(const enum where *)question->with;
	struct granted granted = granted_page(READ_WRITE);
	struct ioctl_gntdev_get_offset_for_vaddr op = { 0 };
	char *bytes, *other = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	union map_arg arg;
	int error;

	open_device();
	set_up(&arg, 1, granted.ref);
	set_up(&arg, 2, granted.ref);
	bytes = map_at(arg.op.index, 2, PROT_READ, MAP_SHARED);
	if (bytes == MAP_FAILED)
		give_up("map: %s", errno_name(errno));
	op.vaddr = where == AT_NULL ? 0 : where == AT_OTHER ? (uintptr_t)other :
		   (uintptr_t)bytes + (where == AT_SECOND ? PAGE : 0);
	error = call(IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &op);
	say("%s", errno_name(error));
	if (!error)
		say("%lu, %u pages", (unsigned long)op.offset / PAGE, op.count);
	munmap(bytes, 2 * PAGE);
	munmap(other, PAGE);
	close(device);
}

/* The notification of a mapping of 2 pages at 0 */
struct notice {
	uint64_t index;
	uint32_t action, port;
	int prot;	/* 0: it is not mapped yet */
};

static void notice(const struct question *question)
{
	const struct notice *with = question->with;
	struct granted granted = granted_page(READ_WRITE);
	struct ioctl_gntdev_unmap_notify op = {
		.index = with->index, .action = with->action, .event_channel_port = with->port,
	};
	char *bytes = MAP_FAILED;
	union map_arg arg;

	open_device();
	set_up(&arg, 2, granted.ref);
	if (with->prot)
		bytes = map_at(arg.op.index, 2, with->prot, MAP_SHARED);
	say("%s", errno_name(call(IOCTL_GNTDEV_SET_UNMAP_NOTIFY, &op)));
	if (bytes != MAP_FAILED)
		munmap(bytes, 2 * PAGE);
	undo(arg.op.index, 2);
	close(device);
	say("\"%s\"", read_text(&front, granted.page, 0, 12));
}

/* The fork of a copy in the kernel: in pages, by 16 at a time */
static void many_copies(const struct question *question)
{
	unsigned int count = *(const unsigned int *)question->with;
	struct granted granted = granted_page(READ_WRITE);
	struct gntdev_grant_copy_segment *segments = calloc(count + 1, sizeof(*segments));
	struct ioctl_gntdev_grant_copy op = { .count = count, .segments = segments };
	char *own = aligned_alloc(PAGE, PAGE);
	unsigned int good = 0;

	memset(own, '.', PAGE);
	for (unsigned int i = 0; i < count; i++) {
		segments[i].source.foreign.ref = i == 20 ? 0xffffff : granted.ref;
		segments[i].source.foreign.domid = front.domid;
		segments[i].dest.virt = own + 12 * (i % 300);
		segments[i].len = 12;
		segments[i].flags = GNTCOPY_source_gref;
		segments[i].status = 1;
	}
	open_device();
	say("%s", errno_name(call(IOCTL_GNTDEV_GRANT_COPY, &op)));
	for (unsigned int i = 0; i < count; i++)
		good += segments[i].status == GNTST_okay;
	say("%u okay", good);
	if (count > 20)
		say("then %s", status_name(segments[20].status));
	say("\"%.12s\"", own);
	close(device);
	free(segments);
	free(own);
}

static void copy_to_nowhere(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct gntdev_grant_copy_segment segment = {
		.source.foreign = { .ref = granted.ref, .domid = front.domid },
		.dest.virt = (void *)8, .len = 12, .flags = GNTCOPY_source_gref,
	};
	struct ioctl_gntdev_grant_copy op = { .count = 1, .segments = &segment };

	(void)question;
	open_device();
	say("%s", errno_name(call(IOCTL_GNTDEV_GRANT_COPY, &op)));
	op.segments = (void *)8;
	say("%s", errno_name(call(IOCTL_GNTDEV_GRANT_COPY, &op)));
	close(device);
}

/* Both sides grants: the device allows it */
static void copy_between_grants(const struct question *question)
{
	struct granted from = granted_page(READ_ONLY), to = granted_page(READ_WRITE);
	struct gntdev_grant_copy_segment segment = {
		.source.foreign = { .ref = from.ref, .domid = front.domid },
		.dest.foreign = { .ref = to.ref, .domid = front.domid, .offset = 100 },
		.len = 12, .flags = GNTCOPY_source_gref | GNTCOPY_dest_gref,
	};
	struct ioctl_gntdev_grant_copy op = { .count = 1, .segments = &segment };

	(void)question;
	open_device();
	say("%s", errno_name(call(IOCTL_GNTDEV_GRANT_COPY, &op)));
	say("%s \"%s\"", status_name(segment.status), read_text(&front, to.page, 100, 12));
	close(device);
}

/* Requests that there are not, and pointers that lead nowhere */
struct request {
	unsigned long request;
	int pointer;
};

static void request(const struct question *question)
{
	const struct request *with = question->with;
	uint8_t zeros[64] = { 0 };

	open_device();
	say("%s", errno_name(call(with->request, with->pointer ? zeros : (void *)8)));
	close(device);
}

#define SET_UP(name, number, expected) \
	{ "gntdev.count-" name, "set up a mapping of " #number " pages", count, \
	  &(const uint32_t){ number }, expected }
#define UNDO(name, text, where, number) \
	{ "gntdev.undo-" name, "of mappings of 2 pages and 1 undo " text, undone, \
	  &(const struct undone){ where, number }, NULL }
#define MAP(name, text, ...) \
	{ "gntdev.mmap-" name, "mmap a mapping of 2 pages " text, mapped, \
	  &(const struct mapped){ __VA_ARGS__ }, NULL }
#define OFFSET(name, text, at) \
	{ "gntdev.offset-" name, "the offset for " text, offset_for, \
	  &(const enum where){ at }, NULL }
#define NOTICE(name, text, ...) \
	{ "gntdev.notify-" name, "set a notification " text, notice, \
	  &(const struct notice){ __VA_ARGS__ }, NULL }
#define REQUEST(name, text, number, good) \
	{ "gntdev.request-" name, text, request, &(const struct request){ number, good }, NULL }

#define R	PROT_READ
#define W	(PROT_READ | PROT_WRITE)
#define FULL	.count = 2, .prot = W, .flags = MAP_SHARED

static const struct question questions[] = {
	SET_UP("0", 0, "EINVAL"),
	SET_UP("65537", 65537, "EINVAL"),
	SET_UP("negative", 0xffffffff, "EINVAL"),
	{ "gntdev.places", "where mappings of 2, 3, 1 and 2 pages lie; the first is undone before the third",
	  places, NULL, NULL },
	UNDO("first", "the first", 0, 2),
	UNDO("second", "the second", 2 * PAGE, 1),
	UNDO("few", "one page of the first", 0, 1),
	UNDO("many", "three pages at the first", 0, 3),
	UNDO("none", "no pages at the first", 0, 0),
	UNDO("within", "the second page of the first", PAGE, 1),
	UNDO("unaligned", "an offset within the first page", 8, 2),
	UNDO("behind", "what is behind", 3 * PAGE, 1),
	UNDO("negative", "offset -4096", -(int64_t)PAGE, 1),
	MAP("write", "to write", FULL),
	MAP("read", "to read", .count = 2, .prot = R, .flags = MAP_SHARED),
	MAP("private-read", "privately to read", .count = 2, .prot = R, .flags = MAP_PRIVATE),
	MAP("private-write", "privately to write", .count = 2, .prot = W, .flags = MAP_PRIVATE),
	MAP("one", "by one page", .count = 1, .prot = R, .flags = MAP_SHARED),
	MAP("three", "by three pages", .count = 3, .prot = R, .flags = MAP_SHARED),
	MAP("second", "from its second page", .index = PAGE, .count = 1, .prot = R,
	    .flags = MAP_SHARED),
	MAP("behind", "behind it", .index = 2 * PAGE, .count = 2, .prot = R, .flags = MAP_SHARED),
	MAP("twice", "twice", FULL, .twice = 1),
	MAP("undone", "that was undone", FULL, .undone = 1),
	{ "gntdev.bad-ref", "a mapping of a good and a bad reference", bad_ref, NULL, NULL },
	{ "gntdev.undone-under-mapping", "undo what is mapped", undone_under_mapping, NULL, NULL },
	{ "gntdev.mapped-again", "munmap, and mmap again", mapped_again, NULL, NULL },
	{ "gntdev.part", "munmap a part", part_unmapped, NULL, NULL },
	{ "gntdev.protect", "mprotect a shared read-only mapping to write", protect,
	  &(const int){ MAP_SHARED }, NULL },
	{ "gntdev.protect-private", "mprotect a private read-only mapping to write", protect,
	  &(const int){ MAP_PRIVATE }, NULL },
	{ "gntdev.grow", "mremap to two pages", move, &(const size_t){ 2 * PAGE }, NULL },
	OFFSET("start", "the start of a mapping", AT_START),
	OFFSET("second", "the second page of a mapping", AT_SECOND),
	OFFSET("other", "another mapping", AT_OTHER),
	OFFSET("null", "no address", AT_NULL),
	NOTICE("byte", "by a byte", 4, UNMAP_NOTIFY_CLEAR_BYTE, 0, W),
	NOTICE("early", "by a byte, before it is mapped", 4, UNMAP_NOTIFY_CLEAR_BYTE, 0, 0),
	NOTICE("read-only", "by a byte of a read-only mapping", 4, UNMAP_NOTIFY_CLEAR_BYTE, 0, R),
	NOTICE("second", "by a byte of the second page", PAGE + 4, UNMAP_NOTIFY_CLEAR_BYTE, 0, W),
	NOTICE("behind", "by a byte behind", 2 * PAGE, UNMAP_NOTIFY_CLEAR_BYTE, 0, W),
	NOTICE("action", "by an unknown action", 4, 4, 0, W),
	NOTICE("port", "by a port that does not exist", 4, UNMAP_NOTIFY_SEND_EVENT, 1000, W),
	NOTICE("nothing", "by nothing", 4, 0, 0, W),
	{ "gntdev.copies-0", "0 copies", many_copies, &(const unsigned int){ 0 }, NULL },
	{ "gntdev.copies-16", "16 copies", many_copies, &(const unsigned int){ 16 }, NULL },
	{ "gntdev.copies-100", "100 copies, of which one has no reference", many_copies,
	  &(const unsigned int){ 100 }, NULL },
	{ "gntdev.copy-nowhere", "a copy to nowhere; copies that are nowhere", copy_to_nowhere,
	  NULL, "EFAULT EFAULT" },
	{ "gntdev.copy-grants", "a copy between two grants", copy_between_grants, NULL,
	  "0 okay \"of the front\"" },
	REQUEST("unknown", "an unknown request", _IO('G', 99), 1),
	REQUEST("max-grants", "set the number of grants", IOCTL_GNTDEV_SET_MAX_GRANTS, 1),
	REQUEST("map-pointer", "set up a mapping that is nowhere", IOCTL_GNTDEV_MAP_GRANT_REF, 0),
	REQUEST("undo-pointer", "undo a mapping that is nowhere", IOCTL_GNTDEV_UNMAP_GRANT_REF, 0),
	REQUEST("offset-pointer", "the offset of an address that is nowhere",
		IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, 0),
	REQUEST("notify-pointer", "a notification that is nowhere", IOCTL_GNTDEV_SET_UNMAP_NOTIFY, 0),
	REQUEST("copy-pointer", "a list of copies that is nowhere", IOCTL_GNTDEV_GRANT_COPY, 0),
};

const struct group gntdev_group = { questions, COUNT(questions) };
