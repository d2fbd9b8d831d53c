// SPDX-License-Identifier: GPL-2.0-or-later
/* /dev/xen/gntalloc: the back grants, the front maps. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "actions.h"

#include <xen/gntalloc.h>

#define MOST	8

static int device;

static void open_device(void)
{
	device = open("/dev/xen/gntalloc", O_RDWR | O_CLOEXEC);
	if (device < 0)
		give_up("/dev/xen/gntalloc: %s", errno_name(errno));
}

static int call(unsigned long request, void *arg)
{
	return ioctl(device, request, arg) ? errno : 0;
}

union alloc_arg {
	struct ioctl_gntalloc_alloc_gref op;
	uint8_t room[sizeof(struct ioctl_gntalloc_alloc_gref) + MOST * sizeof(uint32_t)];
};

static uint32_t ref_of(union alloc_arg *arg, unsigned int i)
{
	return ((uint32_t *)arg->op.gref_ids)[i];
}

static int allocate(union alloc_arg *arg, unsigned int domid, unsigned int flags,
		    uint32_t count)
{
	memset(arg, 0, sizeof(*arg));
	arg->op.domid = domid;
	arg->op.flags = flags;
	arg->op.count = count;
	return call(IOCTL_GNTALLOC_ALLOC_GREF, arg);
}

static int release(uint64_t index, uint32_t count)
{
	struct ioctl_gntalloc_dealloc_gref op = { .index = index, .count = count };

	return call(IOCTL_GNTALLOC_DEALLOC_GREF, &op);
}

static struct granted own_grant(uint32_t ref)
{
	return (struct granted){ .owner = &back, .page = GP_NO_PAGE, .ref = ref };
}

static void shared(const struct question *question)
{
	const unsigned int *flags = question->with;
	struct mapping mapping;
	union alloc_arg arg;
	struct granted granted;
	char *bytes;

	open_device();
	say("%s", errno_name(allocate(&arg, front.domid, flags[0], 2)));
	granted = own_grant(ref_of(&arg, 1));
	bytes = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, device, arg.op.index);
	if (bytes == MAP_FAILED)
		give_up("mmap: %s", errno_name(errno));
	memcpy(bytes + PAGE, "of the back", 11);
	mapping = front_map(granted.ref, flags[1]);
	say("%s", map_outcome(&mapping));
	if (is_mapped(&mapping)) {
		say("\"%s\" %s", read_text(&front, mapping.page, 0, 11), in_use(&granted));
		must_unmap(&mapping);
	}
	munmap(bytes, 2 * PAGE);
	close(device);
	say("%#x", read_entry(&granted).flags);
}

struct amount {
	uint32_t count;
	unsigned int flags, domid;
};

static void amount(const struct question *question)
{
	const struct amount *with = question->with;
	union alloc_arg arg;
	int error;

	open_device();
	error = allocate(&arg, with->domid, with->flags, with->count);
	say("%s", errno_name(error));
	if (!error && with->count)
		say("%#x", read_entry(&(struct granted){ .owner = &back, .ref = ref_of(&arg, 0) }).flags);
	close(device);
}

/* All that the limit allows, and one more; in two files, since it is for all */
static void limit(const struct question *question)
{
	FILE *file = fopen("/sys/module/xen_gntalloc/parameters/limit", "re");
	struct ioctl_gntalloc_alloc_gref *big;
	unsigned int limit;
	union alloc_arg arg;

	(void)question;
	if (!file || fscanf(file, "%u", &limit) != 1)
		give_up("the limit is not to be found");
	fclose(file);
	big = calloc(1, sizeof(*big) + (limit + 1) * sizeof(uint32_t));
	big->domid = front.domid;
	big->count = limit + 1;
	open_device();
	say("%s", errno_name(call(IOCTL_GNTALLOC_ALLOC_GREF, big)));
	say("%s", errno_name(allocate(&arg, front.domid, 1, 1)));
	close(device);
	free(big);
}

/* Of grants of 2 and 1 pages at 0 and 2 */
struct part {
	uint64_t index;
	uint32_t count;
};

static void released(const struct question *question)
{
	const struct part *with = question->with;
	union alloc_arg first, second;

	open_device();
	allocate(&first, front.domid, 1, 2);
	allocate(&second, front.domid, 1, 1);
	say("at %lu %lu", (unsigned long)first.op.index / PAGE,
	    (unsigned long)second.op.index / PAGE);
	say("%s", errno_name(release(with->index, with->count)));
	say("again %s", errno_name(release(with->index, with->count)));
	for (unsigned int i = 0; i < 3; i++) {
		struct granted granted = own_grant(i < 2 ? ref_of(&first, i) : ref_of(&second, 0));

		say("%s", read_entry(&granted).flags ? "granted" : "ended");
	}
	close(device);
}

struct mapped {
	uint64_t index;
	unsigned int count;
	int prot, flags;
};

static void mapped(const struct question *question)
{
	const struct mapped *with = question->with;
	union alloc_arg arg;
	void *bytes;

	open_device();
	allocate(&arg, front.domid, 1, 2);
	bytes = mmap(NULL, with->count * PAGE, with->prot, with->flags, device, with->index);
	say("%s", bytes == MAP_FAILED ? errno_name(errno) : "mapped");
	if (bytes != MAP_FAILED)
		munmap(bytes, with->count * PAGE);
	close(device);
}

/* A read-only grant can be written by who grants it */
static void owner_writes(const struct question *question)
{
	union alloc_arg arg;
	char *bytes;

	(void)question;
	open_device();
	allocate(&arg, front.domid, 0, 1);
	bytes = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, device, arg.op.index);
	if (bytes == MAP_FAILED)
		give_up("mmap: %s", errno_name(errno));
	memcpy(bytes, "own", 3);
	say("\"%.3s\"", bytes);
	munmap(bytes, PAGE);
	close(device);
}

/* The file is closed, or the grant given back, while the front maps it */
static void gone_under_mapping(const struct question *question)
{
	int give_back = *(const int *)question->with;
	struct mapping mapping;
	union alloc_arg arg;
	struct granted granted;

	open_device();
	allocate(&arg, front.domid, 1, 1);
	granted = own_grant(ref_of(&arg, 0));
	mapping = front_map(granted.ref, RW);
	if (!is_mapped(&mapping))
		give_up("map: %s", map_outcome(&mapping));
	if (give_back)
		say("%s", errno_name(release(arg.op.index, 1)));
	close(device);
	say("%#x", read_entry(&granted).flags);
	write_text(&front, mapping.page, 0, "still");
	say("\"%s\"", read_text(&front, mapping.page, 0, 5));
	must_unmap(&mapping);
	for (int i = 0; i < 50 && read_entry(&granted).flags; i++)
		usleep(100000);
	say("%#x", read_entry(&granted).flags);
}

struct notice {
	uint64_t index;
	uint32_t action, port;
};

static void notice(const struct question *question)
{
	const struct notice *with = question->with;
	struct ioctl_gntalloc_unmap_notify op = {
		.index = with->index, .action = with->action, .event_channel_port = with->port,
	};
	struct mapping mapping;
	union alloc_arg arg;
	char *bytes;

	open_device();
	allocate(&arg, front.domid, 1, 1);
	bytes = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, device, arg.op.index);
	if (bytes == MAP_FAILED)
		give_up("mmap: %s", errno_name(errno));
	memcpy(bytes, "alive", 5);
	mapping = front_map(ref_of(&arg, 0), RO);
	if (!is_mapped(&mapping))
		give_up("map: %s", map_outcome(&mapping));
	say("%s", errno_name(call(IOCTL_GNTALLOC_SET_UNMAP_NOTIFY, &op)));
	munmap(bytes, PAGE);
	close(device);
	say("\"%s\"", read_text(&front, mapping.page, 0, 5));
	must_unmap(&mapping);
}

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

#define SHARED(name, text, bits, how, expected) \
	{ "gntalloc.shared-" name, text, shared, (const unsigned int[]){ bits, how }, expected }
#define AMOUNT(name, text, ...) \
	{ "gntalloc.amount-" name, "allocate " text, amount, &(const struct amount){ __VA_ARGS__ }, NULL }
#define RELEASE(name, text, where, number) \
	{ "gntalloc.release-" name, "of 2 grants and 1 release " text, released, \
	  &(const struct part){ where, number }, NULL }
#define MAP(name, text, ...) \
	{ "gntalloc.mmap-" name, "mmap 2 grants " text, mapped, &(const struct mapped){ __VA_ARGS__ }, NULL }
#define NOTICE(name, text, ...) \
	{ "gntalloc.notify-" name, "set a notification " text, notice, \
	  &(const struct notice){ __VA_ARGS__ }, NULL }
#define REQUEST(name, text, number, good) \
	{ "gntalloc.request-" name, text, request, &(const struct request){ number, good }, NULL }

#define W	(PROT_READ | PROT_WRITE)

static const struct question questions[] = {
	SHARED("rw-rw", "granted to write, the front maps to write", GNTALLOC_FLAG_WRITABLE,
	       GNTMAP_host_map, "0 okay \"of the back\" rw 0"),
	SHARED("rw-ro", "granted to write, the front maps read-only", GNTALLOC_FLAG_WRITABLE,
	       GNTMAP_host_map | GNTMAP_readonly, "0 okay \"of the back\" r 0"),
	SHARED("ro-ro", "granted read-only, the front maps read-only", 0,
	       GNTMAP_host_map | GNTMAP_readonly, "0 okay \"of the back\" r 0"),
	SHARED("ro-rw", "granted read-only, the front maps to write", 0, GNTMAP_host_map,
	       "0 general_error 0"),
	AMOUNT("0", "nothing", .count = 0),
	AMOUNT("1", "1", .count = 1, .flags = 1),
	AMOUNT("unknown-flag", "with an unknown flag", .count = 1, .flags = 2),
	AMOUNT("no-domain", "for a domain that does not exist", .count = 1, .domid = 0x7fef),
	AMOUNT("self", "for oneself", .count = 1, .domid = 0x7ff0),
	AMOUNT("ffff", "for domain 0xffff", .count = 1, .domid = 0xffff),
	AMOUNT("negative", "-1", .count = 0xffffffff),
	{ "gntalloc.limit", "one more than the limit, then one", limit, NULL, "ENOSPC 0" },
	RELEASE("first", "the first", 0, 2),
	RELEASE("second", "the second", 2 * PAGE, 1),
	RELEASE("part", "the first's first page", 0, 1),
	RELEASE("across", "across both", 0, 3),
	RELEASE("middle", "the last page of one and the other", PAGE, 2),
	RELEASE("many", "four pages", 0, 4),
	RELEASE("behind", "what is behind", 3 * PAGE, 1),
	RELEASE("unaligned", "at an offset within a page", 8, 1),
	MAP("both", "both", 0, 2, W, MAP_SHARED),
	MAP("one", "the first", 0, 1, W, MAP_SHARED),
	MAP("second", "the second", PAGE, 1, W, MAP_SHARED),
	MAP("three", "and one more", 0, 3, W, MAP_SHARED),
	MAP("behind", "behind them", 2 * PAGE, 1, W, MAP_SHARED),
	MAP("private", "privately", 0, 2, W, MAP_PRIVATE),
	MAP("read", "to read", 0, 2, PROT_READ, MAP_SHARED),
	{ "gntalloc.owner-writes", "the owner writes to a read-only grant", owner_writes, NULL,
	  "\"own\"" },
	{ "gntalloc.closed", "closed while the front maps it", gone_under_mapping,
	  &(const int){ 0 }, NULL },
	{ "gntalloc.given-back", "released while the front maps it", gone_under_mapping,
	  &(const int){ 1 }, NULL },
	NOTICE("byte", "by a byte", 1, UNMAP_NOTIFY_CLEAR_BYTE, 0),
	NOTICE("behind", "by a byte behind", PAGE, UNMAP_NOTIFY_CLEAR_BYTE, 0),
	NOTICE("action", "by an unknown action", 1, 4, 0),
	NOTICE("port", "by a port that does not exist", 1, UNMAP_NOTIFY_SEND_EVENT, 1000),
	NOTICE("nothing", "by nothing", 1, 0, 0),
	REQUEST("unknown", "an unknown request", _IO('G', 99), 1),
	REQUEST("alloc-pointer", "allocate what is nowhere", IOCTL_GNTALLOC_ALLOC_GREF, 0),
	REQUEST("release-pointer", "release what is nowhere", IOCTL_GNTALLOC_DEALLOC_GREF, 0),
	REQUEST("notify-pointer", "a notification that is nowhere", IOCTL_GNTALLOC_SET_UNMAP_NOTIFY, 0),
};

const struct group gntalloc_group = { questions, COUNT(questions) };
