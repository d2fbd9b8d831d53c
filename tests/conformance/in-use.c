// SPDX-License-Identifier: GPL-2.0-or-later
/* The in-use bits of an entry, over the lives of its mappings. */
#include "actions.h"

#define MOST	8

/*
 * A story is a list of steps: +r and +w map for reading and writing, -r and -w
 * end the oldest mapping of that kind, "cr" and "cw" copy from and to the page.
 * The answer has the bits after each step.
 */
struct story {
	struct granted granted;
	struct mapping mappings[2][MOST];
	int first[2], next[2];
};

static void map_step(struct story *story, int writes)
{
	if (story->next[writes] == MOST)
		give_up("too long a story");
	story->mappings[writes][story->next[writes]++] =
		must_map(&story->granted, writes ? RW : RO);
}

static void copy_step(const struct story *story, int writes)
{
	struct gp_copy_side own = {
		.page = new_page(&back, GP_MEMORY), .domid = DOMID_SELF,
	};
	struct gp_copy_side other = {
		.page = GP_NO_PAGE, .ref = story->granted.ref, .domid = front.domid,
	};
	struct gp_copy op = {
		.source = writes ? own : other, .dest = writes ? other : own,
		.length = 16, .flags = writes ? GNTCOPY_dest_gref : GNTCOPY_source_gref,
	};

	must(&back, GP_COPY, &op, "copy");
	if (op.result || op.status)
		give_up("copy: %s", outcome(op.result, op.status));
}

static void step(struct story *story, const char *word)
{
	int writes = word[1] == 'w';

	switch (word[0]) {
	case '+':
		map_step(story, writes);
		break;
	case '-':
		must_unmap(&story->mappings[writes][story->first[writes]++]);
		break;
	case 'c':
		copy_step(story, writes);
		break;
	}
	say("%s", in_use(&story->granted));
}

static void tell(const struct question *question)
{
	struct story story = { .granted = granted_page(READ_WRITE) };
	const char *word = question->with;

	step(&story, word);
	while (word[2]) {
		word += 3;
		step(&story, word);
	}
}

/* An attempt that fails leaves no trace */
static void refused(const struct question *question)
{
	struct granted granted = granted_page(READ_ONLY);
	struct mapping mapping = map_ref(front.domid, granted.ref, RW);

	(void)question;
	say("%s %s", map_outcome(&mapping), in_use(&granted));
	mapping = must_map(&granted, RO);
	say("%s", in_use(&granted));
	say("%s", in_use(&granted));
	must_unmap(&mapping);
	say("%s", in_use(&granted));
}

static void refused_while_mapped(const struct question *question)
{
	struct granted granted = granted_page(READ_ONLY);
	struct mapping reader = must_map(&granted, RO), writer;

	(void)question;
	writer = map_ref(front.domid, granted.ref, RW);
	say("%s %s", map_outcome(&writer), in_use(&granted));
	must_unmap(&reader);
	say("%s", in_use(&granted));
}

/* The bits of one entry say nothing about its neighbours */
static void neighbours(const struct question *question)
{
	struct granted a = granted_page(READ_WRITE), b = granted_page(READ_WRITE);
	struct mapping mapping = must_map(&a, RW);

	(void)question;
	say("%s %s", in_use(&a), in_use(&b));
	must_unmap(&mapping);
	say("%s %s", in_use(&a), in_use(&b));
}

/* Whoever holds the mapping goes away without unmapping */
static void file_closed(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);

	(void)question;
	must_map(&granted, RW);
	must_map(&granted, RO);
	say("%s", in_use(&granted));
	domain_reset(&back);
	say("%s", in_use(&granted));
}

#define STORY(name, steps, expected) \
	{ "in-use." name, "in-use bits: " steps, tell, steps, expected }

static const struct question questions[] = {
	STORY("reader", "+r -r", "r -"),
	STORY("writer", "+w -w", "rw -"),
	STORY("two-readers", "+r +r -r -r", "r r r -"),
	STORY("two-writers", "+w +w -w -w", "rw rw rw -"),
	STORY("reader-then-writer", "+r +w -r -w", "r rw rw -"),
	STORY("writer-leaves-reader", "+r +w -w -r", "r rw r -"),
	STORY("writer-then-reader", "+w +r -w -r", "rw rw r -"),
	STORY("reader-in-writer", "+w +r -r -w", "rw rw rw -"),
	STORY("writer-comes-back", "+r +w -w +w -r -w", "r rw r rw rw -"),
	STORY("two-of-each", "+r +w +r +w -w -r -w -r", "r rw rw rw rw rw r -"),
	STORY("copy-from", "cr", "-"),
	STORY("copy-to", "cw", "-"),
	STORY("copy-from-read", "+r cr -r", "r r -"),
	STORY("copy-to-read", "+r cw -r", "r r -"),
	STORY("copy-from-written", "+w cr -w", "rw rw -"),
	STORY("copy-to-written", "+w cw -w", "rw rw -"),
	{ "in-use.refused", "to write, of a read-only grant; then a reader", refused, NULL,
	  "general_error - r r -" },
	{ "in-use.refused-while-mapped", "the same while a reader has it", refused_while_mapped,
	  NULL, "general_error r -" },
	{ "in-use.neighbours", "the bits of two grants, of which one is mapped", neighbours,
	  NULL, "rw - - -" },
	{ "in-use.closed", "the mapper's file is closed", file_closed, NULL, "rw -" },
};

const struct group in_use_group = { questions, COUNT(questions) };
