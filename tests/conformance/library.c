// SPDX-License-Identifier: GPL-2.0-or-later
/* Mapping and copying through libxengnttab, as clients do. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xengnttab.h>
#include <xentoollog.h>

#include "actions.h"

#define MOST	64

/* The library logs what it fails at; that is not what is asked about. */
static xengnttab_handle *open_library(void)
{
	static xentoollog_logger_stdiostream *quiet;
	xengnttab_handle *library;

	if (!quiet)
		quiet = xtl_createlogger_stdiostream(stderr, XTL_CRITICAL, 0);
	library = xengnttab_open((xentoollog_logger *)quiet, 0);
	if (!library)
		give_up("xengnttab_open: %s", errno_name(errno));
	return library;
}

/* Pages of the front's; page i begins with "page i" */
struct pages {
	struct granted granted[MOST];
	uint32_t refs[MOST];
	unsigned int count;
};

static void make_pages(struct pages *pages, unsigned int count, enum access access)
{
	char text[16];

	pages->count = count;
	for (unsigned int i = 0; i < count; i++) {
		pages->granted[i] = granted_page(access);
		pages->refs[i] = pages->granted[i].ref;
		snprintf(text, sizeof(text), "page %02u", i);
		write_text(&front, pages->granted[i].page, 0, text);
	}
}

static const char *in_order(const char *bytes, unsigned int count)
{
	char text[16];

	for (unsigned int i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "page %02u", i);
		if (memcmp(bytes + (size_t)i * PAGE, text, strlen(text)) != 0)
			return "out of order";
	}
	return "in order";
}

/* So many pages, mapped so */
struct amount {
	unsigned int count;
	enum access granted;
	int prot;
};

static void map(const struct question *question)
{
	const struct amount *with = question->with;
	xengnttab_handle *library = open_library();
	struct pages pages;
	char *bytes;

	make_pages(&pages, with->count, with->granted);
	bytes = xengnttab_map_domain_grant_refs(library, with->count, front.domid, pages.refs,
						with->prot);
	if (bytes) {
		say("%s", with->prot & PROT_READ ? in_order(bytes, with->count) : "mapped");
		say("%s", in_use(&pages.granted[with->count - 1]));
		say("%s", errno_name(xengnttab_unmap(library, bytes, with->count) ? errno : 0));
	} else {
		say("%s", errno_name(errno));
	}
	if (with->count)
		say("%s", in_use(&pages.granted[0]));
	xengnttab_close(library);
}

/* One of four is replaced by something that cannot be mapped */
struct flaw {
	unsigned int position;
	enum { NO_REF, ENDED_REF, NO_DOMAIN_AT_ALL, RO_GRANT, TWICE } what;
};

static void flawed(const struct question *question)
{
	const struct flaw *with = question->with;
	xengnttab_handle *library = open_library();
	uint32_t domids[4];
	struct pages pages;
	struct granted other;
	void *bytes;

	make_pages(&pages, 4, READ_WRITE);
	for (unsigned int i = 0; i < 4; i++)
		domids[i] = front.domid;
	switch (with->what) {
	case NO_REF:
		pages.refs[with->position] = 0xffffff;
		break;
	case ENDED_REF:
		other = granted_page(READ_WRITE);
		end_access(&other);
		pages.refs[with->position] = other.ref;
		break;
	case NO_DOMAIN_AT_ALL:
		domids[with->position] = NO_DOMAIN;
		break;
	case RO_GRANT:
		other = granted_page(READ_ONLY);
		pages.refs[with->position] = other.ref;
		break;
	case TWICE:
		pages.refs[with->position] = pages.refs[0];
		break;
	}
	bytes = xengnttab_map_grant_refs(library, 4, domids, pages.refs, PROT_READ | PROT_WRITE);
	say("%s", bytes ? "mapped" : errno_name(errno));
	say("%s", in_use(&pages.granted[0]));
	if (bytes)
		xengnttab_unmap(library, bytes, 4);
	say("%s", in_use(&pages.granted[0]));
	xengnttab_close(library);
}

/* What one writes, the other sees */
static void write_both_ways(const struct question *question)
{
	xengnttab_handle *library = open_library();
	struct pages pages;
	char *bytes;

	(void)question;
	make_pages(&pages, 1, READ_WRITE);
	bytes = xengnttab_map_grant_ref(library, front.domid, pages.refs[0],
					PROT_READ | PROT_WRITE);
	if (!bytes)
		give_up("map: %s", errno_name(errno));
	memcpy(bytes + 100, "of the back", 11);
	say("\"%s\"", read_text(&front, pages.granted[0].page, 100, 11));
	write_text(&front, pages.granted[0].page, 100, "of the FRONT");
	say("\"%.12s\"", bytes + 100);
	xengnttab_unmap(library, bytes, 1);
	xengnttab_close(library);
}

/* Two mappings of the same, made by two calls */
static void twice(const struct question *question)
{
	xengnttab_handle *library = open_library();
	struct pages pages;
	char *a, *b;

	(void)question;
	make_pages(&pages, 2, READ_WRITE);
	a = xengnttab_map_domain_grant_refs(library, 2, front.domid, pages.refs, PROT_READ);
	b = xengnttab_map_domain_grant_refs(library, 2, front.domid, pages.refs,
					    PROT_READ | PROT_WRITE);
	say("%s %s", a ? in_order(a, 2) : "not mapped", b ? in_order(b, 2) : "not mapped");
	say("%s", in_use(&pages.granted[1]));
	if (b)
		xengnttab_unmap(library, b, 2);
	say("%s", in_use(&pages.granted[1]));
	if (a)
		xengnttab_unmap(library, a, 2);
	say("%s", in_use(&pages.granted[1]));
	xengnttab_close(library);
}

/* A byte that tells the front when the mapping goes */
struct notice {
	uint32_t offset;
	uint32_t port;
	int prot;
};

static void notify(const struct question *question)
{
	const struct notice *with = question->with;
	xengnttab_handle *library = open_library();
	struct pages pages;
	char *bytes;

	make_pages(&pages, 1, READ_WRITE);
	write_text(&front, pages.granted[0].page, 10, "alive");
	bytes = xengnttab_map_grant_ref_notify(library, front.domid, pages.refs[0], with->prot,
					       with->offset, with->port);
	say("%s \"%s\"", bytes ? "mapped" : errno_name(errno),
	    read_text(&front, pages.granted[0].page, 10, 5));
	if (bytes) {
		xengnttab_unmap(library, bytes, 1);
		say("\"%s\"", read_text(&front, pages.granted[0].page, 10, 5));
	}
	xengnttab_close(library);
	say("%s", in_use(&pages.granted[0]));
}

/* The process ends without unmapping: the byte is cleared all the same */
static void notify_at_exit(const struct question *question)
{
	struct pages pages;
	pid_t child;

	(void)question;
	make_pages(&pages, 1, READ_WRITE);
	write_text(&front, pages.granted[0].page, 10, "alive");
	child = fork();
	if (child == 0) {
		xengnttab_handle *library = xengnttab_open(NULL, 0);

		_exit(!library ||
		      !xengnttab_map_grant_ref_notify(library, front.domid, pages.refs[0],
						      PROT_READ | PROT_WRITE, 10, -1));
	}
	waitpid(child, NULL, 0);
	say("\"%s\" %s", read_text(&front, pages.granted[0].page, 10, 5),
	    in_use(&pages.granted[0]));
}

/* Unmapping other than what was mapped */
struct wrong_unmap {
	unsigned int first, count;
};

static void unmap(const struct question *question)
{
	const struct wrong_unmap *with = question->with;
	xengnttab_handle *library = open_library();
	struct pages pages;
	char *bytes;

	make_pages(&pages, 4, READ_WRITE);
	bytes = xengnttab_map_domain_grant_refs(library, 4, front.domid, pages.refs, PROT_READ);
	if (!bytes)
		give_up("map: %s", errno_name(errno));
	say("%s", errno_name(xengnttab_unmap(library, bytes + with->first * PAGE, with->count) ?
			     errno : 0));
	say("%s %s", in_use(&pages.granted[0]), in_use(&pages.granted[3]));
	munmap(bytes, 4 * PAGE);
	say("%s", in_use(&pages.granted[3]));
	xengnttab_close(library);
	say("%s", in_use(&pages.granted[3]));
}

static void unmap_nothing(const struct question *question)
{
	xengnttab_handle *library = open_library();
	char *bytes = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)question;
	say("%s", errno_name(xengnttab_unmap(library, bytes, 1) ? errno : 0));
	say("%s", errno_name(xengnttab_unmap(library, NULL, 1) ? errno : 0));
	munmap(bytes, PAGE);
	xengnttab_close(library);
}

/* The connection is closed under a mapping */
static void closed(const struct question *question)
{
	xengnttab_handle *library = open_library();
	struct pages pages;
	char *bytes;

	(void)question;
	make_pages(&pages, 1, READ_WRITE);
	bytes = xengnttab_map_grant_ref(library, front.domid, pages.refs[0], PROT_READ);
	if (!bytes)
		give_up("map: %s", errno_name(errno));
	xengnttab_close(library);
	say("%s \"%.7s\"", in_use(&pages.granted[0]), bytes);
	munmap(bytes, PAGE);
	say("%s", in_use(&pages.granted[0]));
}

/* A child has the mapping too, or not; its end does not take it away */
static void forked(const struct question *question)
{
	xengnttab_handle *library = open_library();
	struct pages pages;
	unsigned char resident;
	char *bytes;
	int status;
	pid_t child;

	(void)question;
	make_pages(&pages, 1, READ_WRITE);
	bytes = xengnttab_map_grant_ref(library, front.domid, pages.refs[0], PROT_READ);
	if (!bytes)
		give_up("map: %s", errno_name(errno));
	child = fork();
	if (child == 0)
		_exit(mincore(bytes, PAGE, &resident) ? 1 : 0);
	waitpid(child, &status, 0);
	say("%s", WEXITSTATUS(status) ? "not in the child" : "in the child");
	say("%s \"%.7s\"", in_use(&pages.granted[0]), bytes);
	xengnttab_unmap(library, bytes, 1);
	say("%s", in_use(&pages.granted[0]));
	xengnttab_close(library);
}

static void max_grants(const struct question *question)
{
	xengnttab_handle *library = open_library();

	(void)question;
	say("%s", errno_name(xengnttab_set_max_grants(library, 16) ? errno : 0));
	xengnttab_close(library);
}

/* Copies; the own side lies at a page's end and goes on in the next */
struct segment {
	int own_to_own;
	int to_front;
	uint16_t offset, length;
	enum { COPY_GOOD, COPY_NO_REF, COPY_NO_DOMAIN, COPY_RO } what;
};

static void copy(const struct question *question)
{
	const struct segment *with = question->with;
	xengnttab_handle *library = open_library();
	xengnttab_grant_copy_segment_t segment = { .len = with->length };
	struct pages pages;
	char *own = aligned_alloc(PAGE, 2 * PAGE);

	make_pages(&pages, 1, with->what == COPY_RO ? READ_ONLY : READ_WRITE);
	memset(own, '.', 2 * PAGE);
	memcpy(own + PAGE - 4, "own page", 8);
	if (with->to_front || with->own_to_own)
		segment.source.virt = own + PAGE - 4;
	else
		segment.dest.virt = own + PAGE - 4;
	if (with->own_to_own) {
		segment.dest.virt = own;
	} else if (with->to_front) {
		segment.dest.foreign.ref = with->what == COPY_NO_REF ? 0xffffff : pages.refs[0];
		segment.dest.foreign.domid = with->what == COPY_NO_DOMAIN ? NO_DOMAIN : front.domid;
		segment.dest.foreign.offset = with->offset;
		segment.flags = GNTCOPY_dest_gref;
	} else {
		segment.source.foreign.ref = with->what == COPY_NO_REF ? 0xffffff : pages.refs[0];
		segment.source.foreign.domid = with->what == COPY_NO_DOMAIN ? NO_DOMAIN : front.domid;
		segment.source.foreign.offset = with->offset;
		segment.flags = GNTCOPY_source_gref;
	}
	say("%s", errno_name(xengnttab_grant_copy(library, 1, &segment) ? errno : 0));
	say("%s", status_name(segment.status));
	say("\"%.8s\" \"%s\"", own + PAGE - 4,
	    read_text(&front, pages.granted[0].page, with->offset < PAGE - 8 ? with->offset : 0, 8));
	free(own);
	xengnttab_close(library);
}

#define AMOUNT(name, number, access, protection, expected) \
	{ "library." name, "map " #number " pages, granted " #access ", as " #protection, map, \
	  &(const struct amount){ number, access, protection }, expected }
#define FLAW(name, text, at, which) \
	{ "library.flaw-" name, "map 4 pages, " text, flawed, \
	  &(const struct flaw){ at, which }, NULL }
#define NOTICE(name, text, ...) \
	{ "library.notify-" name, "notify " text, notify, &(const struct notice){ __VA_ARGS__ }, NULL }
#define UNMAP(name, text, begin, number) \
	{ "library.unmap-" name, "of 4 pages unmap " text, unmap, \
	  &(const struct wrong_unmap){ begin, number }, NULL }
#define COPY(name, text, ...) \
	{ "library.copy-" name, "copy " text, copy, &(const struct segment){ __VA_ARGS__ }, NULL }

#define R	PROT_READ
#define W	(PROT_READ | PROT_WRITE)

static const struct question questions[] = {
	AMOUNT("map-1", 1, READ_WRITE, W, "in order rw 0 -"),
	AMOUNT("map-2", 2, READ_WRITE, W, "in order rw 0 -"),
	AMOUNT("map-17", 17, READ_WRITE, R, "in order r 0 -"),
	AMOUNT("map-64", 64, READ_WRITE, W, "in order rw 0 -"),
	AMOUNT("map-0", 0, READ_WRITE, W, NULL),
	AMOUNT("map-ro-read", 2, READ_ONLY, R, "in order r 0 -"),
	AMOUNT("map-ro-write", 2, READ_ONLY, W, NULL),
	AMOUNT("map-none", 1, READ_WRITE, PROT_NONE, NULL),
	AMOUNT("map-write-only", 1, READ_WRITE, PROT_WRITE, NULL),
	FLAW("first-ref", "the first of which does not exist", 0, NO_REF),
	FLAW("middle-ref", "the third of which does not exist", 2, NO_REF),
	FLAW("last-ref", "the last of which does not exist", 3, NO_REF),
	FLAW("ended", "the third of which has ended", 2, ENDED_REF),
	FLAW("domain", "the third of a domain that does not exist", 2, NO_DOMAIN_AT_ALL),
	FLAW("read-only", "the third of which is read-only", 2, RO_GRANT),
	FLAW("twice", "the third of which is the first again", 2, TWICE),
	{ "library.write", "write both ways", write_both_ways, NULL,
	  "\"of the back\" \"of the FRONT\"" },
	{ "library.twice", "map the same to read and to write", twice, NULL,
	  "in order in order rw r -" },
	NOTICE("byte", "by a byte", 10, -1, W),
	NOTICE("last-byte", "by the last byte", PAGE - 1, -1, W),
	NOTICE("byte-behind", "by a byte behind the page", PAGE, -1, W),
	NOTICE("byte-read-only", "by a byte of a page mapped read-only", 10, -1, R),
	NOTICE("port", "by a port that does not exist", -1, 1000, W),
	NOTICE("port-far", "by a port that cannot exist", -1, 0x7fffffff, W),
	NOTICE("byte-and-port", "by a byte and a port that does not exist", 10, 1000, W),
	NOTICE("nothing", "by nothing", -1, -1, W),
	{ "library.notify-exit", "notify by a byte when the process ends", notify_at_exit, NULL,
	  "\".live\" -" },
	UNMAP("all", "all", 0, 4),
	UNMAP("too-few", "the first three", 0, 3),
	UNMAP("too-many", "five", 0, 5),
	UNMAP("middle", "the second alone", 1, 1),
	UNMAP("none", "none", 0, 0),
	{ "library.unmap-nothing", "unmap what is no mapping, and NULL", unmap_nothing, NULL,
	  NULL },
	{ "library.closed", "close the library under a mapping", closed, NULL, NULL },
	{ "library.fork", "fork with a mapping", forked, NULL, NULL },
	{ "library.max-grants", "set the number of grants", max_grants, NULL, NULL },
	COPY("from", "8 bytes from the front's page", .length = 8),
	COPY("to", "8 bytes to the front's page", .to_front = 1, .length = 8),
	COPY("nothing", "0 bytes from the front's page", .length = 0),
	COPY("own", "from an own page to an own page", .own_to_own = 1, .length = 4),
	COPY("last", "the last 8 bytes of the front's page", .offset = PAGE - 8, .length = 8),
	COPY("crosses", "9 bytes at 8 before the front's page ends", .offset = PAGE - 8,
	     .length = 9),
	COPY("behind", "from behind the front's page", .offset = PAGE, .length = 1),
	COPY("no-ref", "from a reference that does not exist", .length = 8, .what = COPY_NO_REF),
	COPY("to-no-ref", "to a reference that does not exist", .to_front = 1, .length = 8,
	     .what = COPY_NO_REF),
	COPY("no-domain", "from a domain that does not exist", .length = 8,
	     .what = COPY_NO_DOMAIN),
	COPY("from-ro", "from a read-only grant", .length = 8, .what = COPY_RO),
	COPY("to-ro", "to a read-only grant", .to_front = 1, .length = 8, .what = COPY_RO),
};

const struct group library_group = { questions, COUNT(questions) };
