// SPDX-License-Identifier: GPL-2.0-or-later
/* Ending access: at once, not yet, and later. */
#include <unistd.h>

#include "actions.h"

static const char *try_end(const struct granted *granted)
{
	struct gp_end op = { .ref = granted->ref, .how = GP_END_TRY };

	must(granted->owner, GP_END, &op, "end access");
	return op.ended ? "ended" : "in use";
}

static void unused(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);

	(void)question;
	say("%s", try_end(&granted));
	say("%#x", read_entry(&granted).flags);
}

/* Mapped in that way: the end has to wait, and the entry stays as it was */
static void while_mapped(const struct question *question)
{
	uint32_t flags = *(const uint32_t *)question->with;
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, flags), again;

	say("%s", try_end(&granted));
	say("%#x", read_entry(&granted).flags);
	again = map_ref(front.domid, granted.ref, flags);
	say("map %s", map_outcome(&again));
	if (!again.op.result && !again.op.status)
		must_unmap(&again);
	must_unmap(&mapping);
	say("then %s", try_end(&granted));
}

/* Two mappings: the first that goes does not make it end */
static void two_mappings(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct mapping a = must_map(&granted, RW), b = must_map(&granted, RO);

	(void)question;
	say("%s", try_end(&granted));
	must_unmap(&a);
	say("%s", try_end(&granted));
	must_unmap(&b);
	say("%s", try_end(&granted));
}

/* gnttab_end_foreign_access() leaves it to a timer, which looks every second */
static void defer(const struct granted *granted)
{
	struct gp_end op = { .ref = granted->ref, .how = GP_END_DEFER };

	must(granted->owner, GP_END, &op, "end access later");
}

static const char *await_end(const struct granted *granted)
{
	for (int i = 0; i < 50; i++) {
		if (!read_entry(granted).flags)
			return "ended";
		usleep(100000);
	}
	return "not ended after 5 s";
}

static void deferred(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, RW);

	(void)question;
	defer(&granted);
	say("%#x \"%s\"", read_entry(&granted).flags, read_text(&back, mapping.page, 0, 12));
	must_unmap(&mapping);
	say("%s", await_end(&granted));
}

/* Until the timer finds it free it is a grant like any other */
static void map_a_deferred_one(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, RO), again;

	(void)question;
	defer(&granted);
	again = map_ref(front.domid, granted.ref, RW);
	say("%s", map_outcome(&again));
	if (!again.op.result && !again.op.status)
		must_unmap(&again);
	must_unmap(&mapping);
	say("%s", await_end(&granted));
	mapping = map_ref(front.domid, granted.ref, RO);
	say("%s", map_outcome(&mapping));
}

static void deferred_unused(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);

	(void)question;
	defer(&granted);
	say("%#x", read_entry(&granted).flags);
}

/* Whoever granted lets go of everything while the other still maps */
static void owner_lets_go(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&granted, RW);

	(void)question;
	domain_reset(&front);
	say("\"%s\"", read_text(&back, mapping.page, 0, 12));
	write_text(&back, mapping.page, 0, "still there ");
	say("\"%s\" %s", read_text(&back, mapping.page, 0, 11), in_use(&granted));
	must_unmap(&mapping);
	say("%s", await_end(&granted));
}

static const struct question questions[] = {
	{ "end.unused", "end access that nobody uses", unused, NULL, "ended 0" },
	{ "end.read", "end access while a reader has it; map again; unmap, end", while_mapped,
	  &(const uint32_t){ RO }, "in use 0x9 map okay then ended" },
	{ "end.written", "the same with a writer", while_mapped, &(const uint32_t){ RW },
	  "in use 0x19 map okay then ended" },
	{ "end.two", "end access with two mappings, one, none", two_mappings, NULL,
	  "in use in use ended" },
	{ "end.deferred", "end access later, while mapped; then unmap", deferred, NULL,
	  "0x19 \"of the front\" ended" },
	{ "end.deferred-map", "map what ends later, and when it has", map_a_deferred_one, NULL,
	  "okay ended general_error" },
	{ "end.deferred-unused", "end access later, of what nobody uses", deferred_unused, NULL,
	  "0" },
	{ "end.owner-lets-go", "the owner's file is closed while it is mapped", owner_lets_go,
	  NULL, "\"of the front\" \"still there\" rw ended" },
};

const struct group end_group = { questions, COUNT(questions) };
