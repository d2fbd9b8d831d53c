// SPDX-License-Identifier: GPL-2.0-or-later
/* One domain dies: what the other holds of it, and what it held of the other. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include <xengnttab.h>

#include "actions.h"
#include "front.h"

static const char *size_of(unsigned int domid)
{
	struct gp_query_size op = { .domid = domid };

	must(&back, GP_QUERY_SIZE, &op, "query size");
	return outcome(op.result, op.status);
}

static const char *copy_from(unsigned int domid, uint32_t ref)
{
	struct gp_copy op = {
		.source = { .page = GP_NO_PAGE, .ref = ref, .domid = domid },
		.dest = { .page = new_page(&back, GP_MEMORY), .domid = DOMID_SELF },
		.length = 12, .flags = GNTCOPY_source_gref,
	};

	must(&back, GP_COPY, &op, "copy");
	return outcome(op.result, op.status);
}

static void say_map(unsigned int domid, uint32_t ref, uint32_t flags)
{
	struct mapping mapping = map_ref(domid, ref, flags);

	say("%s", map_outcome(&mapping));
	if (!mapping.op.result && !mapping.op.status)
		must_unmap(&mapping);
}

/* Its pages live on where they are mapped; nothing more of it can be had. */
static void mapped_page(const struct question *question)
{
	uint32_t flags = *(const uint32_t *)question->with;
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, flags);

	front_kill();
	say("\"%s\"", read_text(&back, mapping.page, 0, 12));
	if (flags == RW) {
		write_text(&back, mapping.page, 0, "still there ");
		say("\"%s\"", read_text(&back, mapping.page, 0, 11));
	}
	must_unmap(&mapping);
	say("unmapped");
}

static void known_to_xen(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE), other = granted_page(READ_WRITE);
	unsigned int domid = front.domid;
	struct mapping mapping = must_map(&granted, RO);

	(void)question;
	front_kill();
	say("size %s", size_of(domid));
	say("map the same ");
	say_map(domid, granted.ref, RO);
	say("to write");
	say_map(domid, granted.ref, RW);
	say("another");
	say_map(domid, other.ref, RO);
	say("copy the same %s", copy_from(domid, granted.ref));
	say("another %s", copy_from(domid, other.ref));
	must_unmap(&mapping);
	say("unmapped");
}

/* With nothing of it mapped it is forgotten (in a while, by a real Xen) */
static void forgotten(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	unsigned int domid = front.domid;

	(void)question;
	front_kill();
	front_await_end();
	say("size %s", size_of(domid));
	say("map");
	say_map(domid, granted.ref, RO);
	say("copy %s", copy_from(domid, granted.ref));
}

/* The last mapping goes after the domain died: then it is forgotten, too */
static void forgotten_later(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	unsigned int domid = front.domid;
	struct mapping mapping = must_map(&granted, RO);

	(void)question;
	front_kill();
	must_unmap(&mapping);
	front_await_end();
	say("size %s", size_of(domid));
	say("map");
	say_map(domid, granted.ref, RO);
}

/* What the dead one mapped is free at once */
static void mapper_dies(const struct question *question)
{
	uint32_t flags = *(const uint32_t *)question->with;
	uint32_t page = new_page(&back, GP_MEMORY);
	struct granted granted = grant_page(&back, page, front.domid, READ_WRITE);
	struct gp_map op = {
		.page = new_page(&front, GP_HOLE), .ref = granted.ref, .flags = flags,
		.domid = back.domid,
	};
	struct gp_end end = { .ref = granted.ref, .how = GP_END_TRY };

	must(&front, GP_MAP, &op, "map");
	if (op.result || op.status)
		give_up("map: %s", outcome(op.result, op.status));
	say("%s", in_use(&granted));
	front_kill();
	front_await_end();
	say("%s", in_use(&granted));
	must(&back, GP_END, &end, "end access");
	say("%s", end.ended ? "ended" : "in use");
}

/* A process's mapping, through the library */
static void library(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	unsigned int domid = front.domid;
	xengnttab_handle *library = xengnttab_open(NULL, 0);
	char *bytes, *again;

	(void)question;
	if (!library)
		give_up("xengnttab_open: %s", errno_name(errno));
	bytes = xengnttab_map_grant_ref_notify(library, domid, granted.ref,
					       PROT_READ | PROT_WRITE, 0, -1);
	if (!bytes)
		give_up("map: %s", errno_name(errno));
	front_kill();
	say("\"%.12s\"", bytes);
	again = xengnttab_map_grant_ref(library, domid, granted.ref, PROT_READ);
	say("%s", again ? "mapped" : errno_name(errno));
	if (again)
		xengnttab_unmap(library, again, 1);
	say("%s", errno_name(xengnttab_unmap(library, bytes, 1) ? errno : 0));
	xengnttab_close(library);
}

/* The next one begins with an empty table of its own */
static void successor(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE), next;
	struct mapping mapping = must_map(&granted, RO), second;

	(void)question;
	front_kill();
	front_start();
	next = granted_page(READ_WRITE);
	write_text(&front, next.page, 0, "of the next ");
	second = must_map(&next, RO);
	say("\"%s\"", read_text(&back, mapping.page, 0, 12));
	say("\"%s\" %s", read_text(&back, second.page, 0, 11), in_use(&next));
	must_unmap(&mapping);
	say("%s", in_use(&next));
	must_unmap(&second);
	say("%s", in_use(&next));
}

static const struct question questions[] = {
	{ "death.read", "the front dies while it is mapped to read", mapped_page,
	  &(const uint32_t){ RO }, "\"of the front\" unmapped" },
	{ "death.written", "the front dies while it is mapped to write", mapped_page,
	  &(const uint32_t){ RW }, "\"of the front\" \"still there\" unmapped" },
	{ "death.known", "what can be had of a dead front that is mapped", known_to_xen, NULL,
	  NULL },
	{ "death.forgotten", "what can be had of a dead front", forgotten, NULL,
	  "size bad_domain map bad_domain copy bad_domain" },
	{ "death.forgotten-later", "what can be had of a dead front that was mapped",
	  forgotten_later, NULL, "size bad_domain map bad_domain" },
	{ "death.reader", "the front dies while it maps the back to read", mapper_dies,
	  &(const uint32_t){ RO }, "r - ended" },
	{ "death.writer", "the front dies while it maps the back to write", mapper_dies,
	  &(const uint32_t){ RW }, "rw - ended" },
	{ "death.library", "the front dies while a process maps it, with a notification",
	  library, NULL, NULL },
	{ "death.successor", "the next front, while the dead one is still mapped", successor,
	  NULL, "\"of the front\" \"of the next\" r r -" },
};

const struct group death_group = { questions, COUNT(questions) };
