// SPDX-License-Identifier: GPL-2.0-or-later
/* The scenario language: what a good file becomes, what a bad one is told */
#include <errno.h>

#include "test.h"

#include "scenario/scenario.h"
#include "scenario/steps.h"
#include "scenario/verbs.h"
#include "wrong.h"

#define HEADER	"title T\nproves P\nneeds grants display faults kill kill-back mmap\n"
/* Steps start on this line when they follow HEADER. */
#define FIRST	4

static struct scenario *parse(const char *text, struct complaints *complaints)
{
	return scenario_parse("folder/name.zs", text, strlen(text), complaints);
}

/* Parses what must be right; says what the complaint is when it is not. */
static struct scenario *good(const char *text)
{
	struct complaints complaints;
	struct scenario *scenario = parse(text, &complaints);

	if (!scenario)
		fail_msg("line %u, column %u: %s", complaints.items[0].line,
			 complaints.items[0].column, complaints.items[0].message);
	assert_int_equal(complaints.count, 0);
	return scenario;
}

static void header(void **state)
{
	struct scenario *scenario = good(
		"# a comment\n\n"
		"title   The title, with  two blanks\n"
		"proves one\nproves  two things\n"
		"pitfalls 6 26\npitfalls 1\nneeds grants\ntags core fast-one\n\n"
		"front: grant fb 64x32 XR24 to=back\n");

	(void)state;
	assert_string_equal(scenario->path, "folder/name.zs");
	assert_string_equal(scenario->name, "name");
	assert_string_equal(scenario->title, "The title, with  two blanks");
	assert_int_equal(scenario->nproves, 2);
	assert_string_equal(scenario->proves[1], "two things");
	assert_int_equal(scenario->npitfalls, 3);
	assert_int_equal(scenario->pitfalls[1], 26);
	assert_int_equal(scenario->nneeds, 1);
	assert_int_equal(scenario->ntags, 2);
	assert_string_equal(scenario->tags[1], "fast-one");
	assert_int_equal(scenario->nsteps, 1);
	assert_int_equal(scenario->steps[0].line, 11);
	scenario_free(scenario);
}

static void known_failures(void **state)
{
	struct scenario *scenario = good(HEADER
		"known-to-fail on far it is too far\nknown-to-fail  it never  worked\n"
		"back: hide\n");

	(void)state;
	assert_int_equal(scenario->nknown, 2);
	assert_string_equal(scenario->known[0].target, "far");
	assert_int_equal(scenario->known[0].column, 18);
	assert_string_equal(scenario_known(scenario, "far")->reason, "it is too far");
	assert_int_equal(scenario_known(scenario, "far")->line, FIRST);
	assert_string_equal(scenario_known(scenario, "near")->reason, "it never  worked");
	scenario_free(scenario);
	scenario = good(HEADER "known-to-fail on far why not\nback: hide\n");
	assert_null(scenario_known(scenario, "near"));
	scenario_free(scenario);
}

static void step(void **state)
{
	struct scenario *scenario = good(HEADER
		"  front: grant fb 64x32 XR24  to=back access=ro within 200ms expect ok\n"
		"back: from-refs buf of=fb bad=middle expect ENXIO\n"
		"back: from-refs buf of=fb &w\n"
		"back: join w within 2s expect ETIMEDOUT\n");
	const struct step *steps = scenario->steps;

	(void)state;
	assert_int_equal(scenario->nsteps, 4);
	assert_int_equal(steps[0].kind, STEP_VERB);
	assert_int_equal(steps[0].role, ROLE_FRONT);
	assert_int_equal(steps[0].verb->id, VERB_GRANT);
	assert_int_equal(steps[0].line, FIRST);
	assert_string_equal(steps[0].text,
			    "front: grant fb 64x32 XR24  to=back access=ro within 200ms expect ok");
	assert_int_equal(steps[0].nargs, 3);
	assert_string_equal(steps[0].args[1], "64x32");
	assert_int_equal(steps[0].columns[1], 19);
	assert_string_equal(step_option(&steps[0], "to"), "back");
	assert_string_equal(step_option(&steps[0], "access"), "ro");
	assert_null(step_option(&steps[0], "of"));
	assert_int_equal(steps[0].within_ms, 200);
	assert_true(step_must_succeed(&steps[0]) && !step_expects(&steps[0], ENXIO));
	assert_true(step_expects(&steps[1], ENXIO) && !step_expects(&steps[1], 0));
	assert_string_equal(steps[2].job, "w");
	assert_int_equal(steps[3].kind, STEP_JOIN);
	assert_null(steps[3].verb);
	assert_string_equal(steps[3].job, "w");
	assert_int_equal(steps[3].within_ms, 2000);
	assert_true(step_expects(&steps[3], ETIMEDOUT));
	scenario_free(scenario);
}

static void blocks(void **state)
{
	struct scenario *scenario = good(HEADER
		"front: grant fb 1x1 XR24 to=back\n"
		"repeat 300\n"
		"  back: from-refs a of=fb\n"
		"  parallel\n"
		"    back: close a part=fd\n"
		"    back: wait-free a timeout=0ms\n"
		"  end\n"
		"  back: close a\n"
		"end\n"
		"front: end fb\n");
	const struct step *repeat = &scenario->steps[1];

	(void)state;
	assert_int_equal(scenario->nsteps, 3);
	assert_int_equal(repeat->kind, STEP_REPEAT);
	assert_int_equal(repeat->count, 300);
	assert_int_equal(repeat->line, FIRST + 1);
	assert_int_equal(repeat->nbody, 3);
	assert_int_equal(repeat->body[1].kind, STEP_PARALLEL);
	assert_int_equal(repeat->body[1].nbody, 2);
	assert_int_equal(repeat->body[1].body[1].verb->id, VERB_WAIT_FREE);
	assert_int_equal(repeat->body[2].verb->id, VERB_CLOSE);
	scenario_free(scenario);
}

static void questions_about_steps(void **state)
{
	struct scenario *scenario = good(HEADER
		"back: hide within 3s\n"
		"front: grant fb 1x1 XR24 to=back\n"
		"repeat 2\n"
		"back: from-refs a of=fb\n"
		"back: wait-free a timeout=7s expect ETIMEDOUT\n"
		"back: close a\n"
		"end\n"
		"back: hide\n"
		"back: from-refs b of=fb\n"
		"back: wait-free b timeout=60s &w\n"
		"back: join w within 4s\n");
	const struct step *steps = scenario->steps;
	size_t count = scenario->nsteps;

	(void)state;
	assert_true(steps_longest(steps, count) == 7.0);
	/* A background job is waited for by its join alone */
	assert_true(steps_longest(steps + 4, count - 4) == 4.0);
	assert_true(steps_longest(steps, 1) == 3.0);
	assert_true(steps_longest(steps + 3, 1) == 0.0);
	assert_int_equal(steps_behind(steps, count, 0)->line, FIRST);
	/* Into the block, within it, out of it, and no further than the end */
	assert_int_equal(steps_behind(steps, count, FIRST + 1)->line, FIRST + 3);
	assert_int_equal(steps_behind(steps, count, FIRST + 4)->line, FIRST + 5);
	assert_int_equal(steps_behind(steps, count, FIRST + 5)->line, FIRST + 7);
	assert_null(steps_behind(steps, count, FIRST + 10));
	scenario_free(scenario);
}

static void operators_are_no_options(void **state)
{
	struct scenario *scenario = good(HEADER
		"front: grant fb 1x1 XR24 to=back\n"
		"back: from-refs a of=fb\n"
		"back: until waiters a = 2\n"
		"back: until maps - >= 0x10 within 1s\n");

	(void)state;
	assert_string_equal(scenario->steps[2].args[2], "=");
	assert_string_equal(scenario->steps[3].args[1], "-");
	assert_string_equal(scenario->steps[3].args[2], ">=");
	scenario_free(scenario);
}

static void fault_takes_the_rest(void **state)
{
	struct scenario *scenario = good(HEADER
		"xen: fault map nth=3   status=bad_gntref domain=front within 1s\n"
		"xen: fault nonsense at=all expect EINVAL\n"
		"xen: fault clear\n");

	(void)state;
	assert_int_equal(scenario->steps[0].nargs, 1);
	assert_string_equal(scenario->steps[0].args[0],
			    "map nth=3 status=bad_gntref domain=front");
	assert_int_equal(scenario->steps[0].within_ms, 1000);
	assert_string_equal(scenario->steps[1].args[0], "nonsense at=all");
	scenario_free(scenario);
}

/* What is right though it looks like something that is wrong */
static void allowed(void **state)
{
	static const char *const texts[] = {
		/* a name is free again after its release, or when it was never made */
		"front: grant fb 1x1 XR24 to=back\nfront: end fb\nfront: grant fb 1x1 XR24 to=back\n",
		"front: grant fb 1x1 XR24 to=back\nback: from-refs a of=fb bad=last expect ENXIO\n"
		"back: from-refs a of=fb\n",
		/* a released buffer may still be asked about */
		"front: grant fb 1x1 XR24 to=back\nback: from-refs a of=fb\nback: close a\n"
		"back: wait-free a expect ENOENT\n",
		/* what may or may not have been made: both are prepared for */
		"front: grant fb 1x1 XR24 to=back\nother: from-refs a of=fb expect ok|EIO\n"
		"other: close a expect ok|EINVAL\nother: from-refs a of=fb\n",
		/* refs of a dead or ended peer may be tried */
		"front: grant fb 1x1 XR24 to=back\nxen: kill front\n"
		"back: from-refs a of=fb expect ESRCH\n",
		/* a domain that lives again makes its names again */
		"front: grant fb 1x1 XR24 to=back\nxen: kill front\nxen: start front\n"
		"front: grant fb 1x1 XR24 to=back\n",
		"front: grant fb 1x1 XR24 to=back\nxen: kill back\nback: from-refs a of=fb\n",
		/* a job's name may be used again after its join */
		"front: grant fb 1x1 XR24 to=back\nback: from-refs a of=fb &j\nback: join j\n"
		"back: wait-free a &j\nback: join j\n",
		/* what a loop makes and releases */
		"front: grant fb 1x1 XR24 to=back\nrepeat 2\nback: from-refs a of=fb\n"
		"back: close a\nend\n",
		/* what a parallel block makes is there after it */
		"front: grant fb 1x1 XR24 to=back\nparallel\nback: from-refs a of=fb\n"
		"back: from-refs b of=fb\nend\nback: close a\nback: close b\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		char text[1000];

		snprintf(text, sizeof(text), HEADER "%s", texts[i]);
		scenario_free(good(text));
	}
}

static void wrong_headers(void **state)
{
	static const struct wrong wrong[] = {
		{ "", 1, 1, "lacks a line 'title" },
		{ "title T\nproves P\n", 2, 1, "no steps" },
		{ "proves P\nneeds kill\nxen: kill front\n", 1, 1, "lacks a line 'title" },
		{ "title T\nneeds kill\nxen: kill front\n", 1, 1, "lacks a line 'proves" },
		{ "title\n", 1, 6, "expected something behind 'title'" },
		{ "title T\ntitle U\n", 2, 1, "given already" },
		{ "title: T\nproves P\n", 1, 6, "has no ':'" },
		{ "titel T\n", 1, 1, "did you mean 'title'?" },
		{ "title T\nproves P\npitfalls 6 33\n", 3, 12, "1 to 32, found '33'" },
		{ "title T\nproves P\npitfalls x\n", 3, 10, "found 'x'" },
		{ "title T\nproves P\nneeds disply\n", 3, 7, "did you mean 'display'?" },
		{ "title T\nproves P\ntags a 1b\n", 3, 8, "a tag is" },
		{ HEADER "known-to-fail\nback: hide\n", 4, 14, "expected something behind" },
		{ HEADER "known-to-fail on a on b why\nback: hide\n", 4, 20, "given twice" },
		{ HEADER "known-to-fail on a with\nback: hide\n", 4, 24, "expected the reason" },
		{ HEADER "known-to-fail on\nback: hide\n", 4, 17, "expected the reason" },
		{ HEADER "known-to-fail on far\nback: hide\n", 4, 21, "expected the reason" },
		{ HEADER "known-to-fial x\n", 4, 1, "did you mean 'known-to-fail'?" },
		{ HEADER "xen: kill front\ntags late\n", 5, 1, "before the first step" },
		{ "title T\r\nproves P\n", 1, 8, "carriage return" },
		{ "title T\nproves \x01\n", 2, 8, "control character 0x01" },
		{ "title T\nproves P\nxen: kill front\n", 3, 1, "'kill' asks for 'needs kill'" },
		{ "title T\nproves P\nneeds grants\nfront: grant a 8x8 XR24 to=back\n"
		  "back: from-refs b of=a\nback: draw b noise\n", 6, 1, "asks for 'needs mmap'" },
		{ "title T\nproves P\nneeds grants\nfront: grant a 8x8 XR24 to=back\n"
		  "back: from-refs b of=a\nfront: compare a with=b\n", 6, 1,
		  "'compare' maps 'b', which may be of foreign pages (line 5)" },
		{ HEADER "back: dumb a 8x8 XR24 device=vgem\n", 4, 1, "asks for 'needs vgem'" },
		{ "title T\nproves P\nback: dumb a 8x8 XR24 device=display\n", 3, 1,
		  "asks for 'needs display'" },
		{ "title T\nproves P\nneeds kill\nxen: kill back\n", 4, 1,
		  "'kill' asks for 'needs kill-back'" },
	};

	(void)state;
	check_wrong(wrong, COUNT(wrong));
}

#define GRANT "front: grant fb 64x32 XR24 to=back\n"
/* ... and so the line under test is this one */
#define SECOND (FIRST + 1)

static void wrong_steps(void **state)
{
	static const struct wrong wrong[] = {
		{ HEADER "frnt: end x\n", FIRST, 1, "did you mean 'front:'?" },
		{ HEADER "front:\n", FIRST, 7, "expected a verb" },
		{ HEADER "front: grnat fb\n", FIRST, 8, "did you mean 'grant'?" },
		{ HEADER "front: xyzzy fb\n", FIRST, 8, "help verbs" },
		{ HEADER "xen: grant fb 1x1 XR24 to=back\n", FIRST, 6, "for front: or back: or other:, not for xen:" },
		{ HEADER "back: hide expect ok|EIOO\n", FIRST, 22, "did you mean 'EIO'?" },
		{ HEADER "back: hide expect ok|\n", FIRST, 22, "found ''" },
		{ HEADER "back: hide expect EIO|EPERM|EBUSY|ESRCH|ENOENT\n", FIRST, 41,
		  "more than 4 outcomes" },
		{ HEADER "front: kill back\n", FIRST, 8, "for xen:, not for front:" },
		{ HEADER "front: grant\n", FIRST, 13, "'grant' lacks NEW" },
		{ HEADER "front: grant fb 64x32\n", FIRST, 22, "'grant' lacks FORMAT" },
		{ HEADER "front: grant fb 64x32 XR24\n", FIRST, 27, "'grant' lacks to=" },
		{ HEADER "front: grant fb 64 XR24 to=back\n", FIRST, 17, "expected a size" },
		{ HEADER "front: grant fb 64x32 XR42 to=back\n", FIRST, 23, "did you mean 'XR24'?" },
		{ HEADER "front: grant fb 64x32 XR24 to=bakc\n", FIRST, 31, "did you mean 'back'?" },
		{ HEADER "front: grant fb 64x32 XR24 too=back\n", FIRST, 28, "did you mean 'to'?" },
		{ HEADER "front: grant fb 64x32 XR24 to=back to=back\n", FIRST, 36, "given twice" },
		{ HEADER "front: grant fb 64x32 XR24 to=back extra\n", FIRST, 36, "no more arguments" },
		{ HEADER "front: grant fb 64x32 XR24 to=back # why\n", FIRST, 36, "line of its own" },
		{ HEADER "front: grant 1fb 64x32 XR24 to=back\n", FIRST, 14, "expected a name" },
		{ HEADER "front: grant f/b 64x32 XR24 to=back\n", FIRST, 14, "expected a name" },
		{ HEADER "front: grant abcdefghijklmnopqrstuvwxyzabcdefg 1x1 XR24 to=back\n", FIRST, 14,
		  "expected a name" },
		{ HEADER "front: grant fb 1x1 XR24 to=back within\n", FIRST, 40, "expected a duration" },
		{ HEADER "front: grant fb 1x1 XR24 to=back within 5\n", FIRST, 41, "expected a duration" },
		{ HEADER "front: grant fb 1x1 XR24 to=back within 0ms\n", FIRST, 41, "expected a duration" },
		{ HEADER "front: grant fb 1x1 XR24 to=back within 1s within 1s\n", FIRST, 51, "twice" },
		{ HEADER "front: grant fb 1x1 XR24 to=back expect\n", FIRST, 40, "expected an outcome" },
		{ HEADER "front: grant fb 1x1 XR24 to=back expect ENOMEN\n", FIRST, 41, "'ENOMEM'" },
		{ HEADER "front: grant fb 1x1 XR24 to=back expect ok expect ok\n", FIRST, 51, "twice" },
		{ HEADER "front: grant fb 1x1 XR24 to=back &\n", FIRST, 34, "job's name" },
		{ HEADER "front: grant fb 1x1 XR24 to=back &a &b\n", FIRST, 37, "one background job" },
		{ HEADER "front: grant fb 1x1 XR24 to=back &a expect ENOENT\n", FIRST, 37, "where it is joined" },
		{ HEADER "front: grant fb 1x1 XR24 to=back &a within 5s\n", FIRST, 37, "where it is joined" },
		{ HEADER GRANT "back: from-refs b of=fb bpp=x\n", SECOND, 29, "expected a number" },
		{ HEADER GRANT "back: from-refs b of=fb bad=frist\n", SECOND, 29, "did you mean 'first'?" },
		{ HEADER GRANT "front: draw fb testcard\n", SECOND, 16, "did you mean 'test-card'?" },
		{ HEADER "back: until waters - = 1\n", FIRST, 13, "did you mean 'waiters'?" },
		{ HEADER "back: until waiters - == 1\n", FIRST, 23, "OPERATOR" },
		{ HEADER "xen: kill frnot\n", FIRST, 11, "did you mean 'front'?" },
		{ HEADER "xen: fault\n", FIRST, 11, "expected a fault command" },
		{ HEADER "xen: fault mpa\n", FIRST, 12, "did you mean 'map'?" },
		{ HEADER "xen: fault map nth=1\n", FIRST, 12, "needs status=" },
		{ HEADER "xen: fault map nth=x status=eagain\n", FIRST, 20, "not a number" },
		{ HEADER "xen: fault map nth=1 nth=2 status=eagain\n", FIRST, 22, "twice" },
		{ HEADER "xen: fault map nth=1 status=bad_grefs\n", FIRST, 29, "did you mean 'bad_gntref'?" },
		{ HEADER "xen: fault eagain tims=3\n", FIRST, 12, "needs times=" },
		{ HEADER "xen: fault eagain times=3 domain=fornt\n", FIRST, 34, "did you mean 'front'?" },
		{ HEADER "xen: fault clear all\n", FIRST, 18, "does not take 'all'" },
		{ HEADER "front: join\n", FIRST, 12, "expected the job's name" },
		{ HEADER "front: join j extra\n", FIRST, 13, "no background job" },
		{ HEADER "back: hide expct ENOENT\n", FIRST, 12, "did you mean 'expect'?" },
		{ HEADER "back: hide expect enoent\n", FIRST, 19, "did you mean 'ENOENT'?" },
		{ HEADER GRANT "back: map b of fb\n", SECOND, 13, "did you mean 'of='?" },
		{ HEADER "front: kil front\n", FIRST, 8, "did you mean 'kill'?" },
		{ HEADER "kill front\n", FIRST, 1, "who does it? 'xen: kill ...'" },
		{ HEADER "hide\n", FIRST, 1, "who does it? 'front:|back: hide ...'" },
		{ HEADER "front grant fb 8x8 XR24 to=back\n", FIRST, 1, "did you mean 'front:'?" },
		{ HEADER "Front: hide\n", FIRST, 1, "did you mean 'front:'?" },
		{ HEADER "repaet 2\n", FIRST, 1, "did you mean 'repeat'?" },
		{ HEADER "wait\n", FIRST, 1, "an actor (front:, back:, other:, xen:)" },
	};

	(void)state;
	check_wrong(wrong, COUNT(wrong));
}

static void wrong_blocks(void **state)
{
	static const struct wrong wrong[] = {
		{ HEADER "repeat\n", FIRST, 1, "" },
		{ HEADER "repeat 0\nxen: kill front\nxen: start front\nend\n", FIRST, 8, "1 to 1000000" },
		{ HEADER "repeat x\nxen: kill front\nxen: start front\nend\n", FIRST, 8, "found 'x'" },
		{ HEADER "repeat 2 times\nxen: kill front\nxen: start front\nend\n", FIRST, 10, "unexpected 'times'" },
		{ HEADER "repeat 2\nxen: kill front\n", FIRST, 1, "is not closed" },
		{ HEADER "repeat 2\nend\n", FIRST, 1, "without steps" },
		{ HEADER "parallel\nend\n", FIRST, 1, "without steps" },
		{ HEADER "end\n", FIRST, 1, "'end' without" },
		{ HEADER "parallel\nrepeat 2\nback: hide\nend\nend\n", SECOND, 1, "holds single steps" },
		{ HEADER "parallel\nback: hide &j\nend\n", SECOND, 12, "in the background already" },
		{ HEADER "parallel\nxen: kill back\nend\n", SECOND, 11, "stands alone" },
		{ HEADER "repeat 1\nrepeat 1\nrepeat 1\nrepeat 1\nrepeat 1\nrepeat 1\nrepeat 1\n"
		  "repeat 1\nrepeat 1\nback: hide\n", FIRST, 1, "is not closed" },
	};

	(void)state;
	check_wrong(wrong, COUNT(wrong));
}

static void wrong_names(void **state)
{
	static const struct wrong wrong[] = {
		{ HEADER "front: draw fb noise\n", FIRST, 13, "no buffer is named 'fb'" },
		{ HEADER GRANT "front: draw fbb noise\n", SECOND, 13, "did you mean 'fb'?" },
		{ HEADER GRANT GRANT, SECOND, 14, "made on line 4 already" },
		{ HEADER GRANT "back: draw fb noise\n", SECOND, 12, "belongs to front" },
		{ HEADER GRANT "back: receive a of=fb\n", SECOND, 20, "expected one of the other process" },
		{ HEADER "back: dumb fb 8x8 XR24\nback: receive a of=fb\n", SECOND, 20,
		  "belongs to back (line 4); expected one of the other process of back's domain" },
		{ HEADER "back: dumb fb 8x8 XR24\nfront: receive a of=fb\n", SECOND, 8,
		  "'receive' is for back: or other:, not for front:" },
		{ HEADER "back: grant fb 8x8 XR24 to=front\nother: map a of=fb\n", SECOND, 17,
		  "expected one of the other domain" },
		{ HEADER "back: dumb fb 8x8 XR24\nother: close fb\n", SECOND, 14, "belongs to back" },
		{ HEADER "xen: kill other\nother: wait-free x\n", SECOND, 1, "'xen: start other' first" },
		{ HEADER "xen: kill other\nxen: kill other\n", SECOND, 11, "other is dead already" },
		{ HEADER "back: interrupt j\n", FIRST, 17, "no background job is named 'j'" },
		{ HEADER "back: hide &jib\nback: interrupt jab\nback: join jib\n", SECOND, 17,
		  "did you mean 'jib'?" },
		{ HEADER "back: hide &j\nfront: interrupt j\nback: join j\n", SECOND, 18,
		  "job 'j' (line 4) belongs to back" },
		{ HEADER "back: hide &j\nback: join j\nback: interrupt j\n", SECOND + 1, 17,
		  "joined already" },
		{ HEADER "front: set max_pages_total 1\n", FIRST, 8, "'set' is for back:, not for front:" },
		{ HEADER "back: load\n", FIRST, 1, "asks for 'needs unload'" },
		{ HEADER "back: set max_page_total 1\n", FIRST, 11, "did you mean 'max_pages_total'?" },
		{ HEADER "other: hide\n", FIRST, 8, "'hide' is for front: or back:, not for other:" },
		{ HEADER "xen: kill othr\n", FIRST, 11, "did you mean 'other'?" },
		{ HEADER GRANT "front: map m of=fb\n", SECOND, 17, "expected one of the other domain" },
		{ HEADER GRANT "front: unmap fb\n", SECOND, 14, "made by map" },
		{ HEADER GRANT "back: map m of=fb\nback: from-refs b of=m\n", SECOND + 1, 22,
		  "made by grant or to-refs" },
		{ HEADER GRANT "back: from-refs b of=fb expect EIO\nback: close b\n", SECOND + 1, 13,
		  "line 5 expects to fail" },
		{ HEADER GRANT "back: from-refs b of=fb &j\nback: close b\n", SECOND, 25, "never joined" },
		{ HEADER GRANT "back: from-refs b of=fb &j\nback: close b\nback: join j\n", SECOND + 1,
		  13, "join it first" },
		{ HEADER GRANT "parallel\nback: from-refs b of=fb\nback: close b\nend\n", SECOND + 2, 13,
		  "after the block's end" },
		{ HEADER GRANT "back: from-refs b of=fb &j\nfront: join j\n", SECOND + 1, 13,
		  "belongs to back" },
		{ HEADER GRANT "back: from-refs b of=fb &j\nback: join k\n", SECOND, 25, "never joined" },
		{ HEADER GRANT "back: from-refs b of=fb &j\nback: from-refs c of=fb &j\nback: join j\n",
		  SECOND, 25, "never joined" },
		{ HEADER "back: hide &j\nback: join j\nback: join j\n", FIRST + 2, 12, "joined already" },
		{ HEADER GRANT "repeat 2\nback: from-refs b of=fb\nend\n", SECOND + 1, 1,
		  "made again in the next round" },
		{ HEADER "repeat 2\nback: hide &j\nend\n", SECOND, 12, "join it in the loop" },
		{ HEADER "xen: kill front\nfront: grant fb 1x1 XR24 to=back\n", SECOND, 1, "front is dead" },
		{ HEADER "xen: kill front\nxen: kill front\n", SECOND, 11, "dead already" },
		{ HEADER "xen: start front\n", FIRST, 12, "was not killed" },
		{ HEADER "xen: kill back\nxen: start back\n", SECOND, 12, "by itself" },
		{ HEADER "xen: kill back &j\nback: join j\n", FIRST, 11, "stands alone" },
	};

	(void)state;
	check_wrong(wrong, COUNT(wrong));
}

/* One mistake must not hide the next, nor make others up. */
static void all_mistakes_in_order(void **state)
{
	struct complaints complaints;

	(void)state;
	assert_null(parse(HEADER "front: grant fb 64 XR24 to=back\n"
			  "front: draw fb noise seed=x\n"
			  "front: end fb\n"
			  "back: hidee\n", &complaints));
	assert_int_equal(complaints.count, 3);
	assert_int_equal(complaints.items[0].line, FIRST);
	assert_int_equal(complaints.items[1].line, FIRST + 1);
	assert_int_equal(complaints.items[2].line, FIRST + 3);
	complaints_clear(&complaints);
}

/* The table itself: names are words of the language, ids are in order. */
static void table(void **state)
{
	(void)state;
	assert_int_equal(nverbs, VERB_FAULT + 1);
	for (size_t i = 0; i < nverbs; i++) {
		assert_ptr_equal(verb_find(verbs[i].name), &verbs[i]);
		assert_int_equal(verbs[i].id, i);
		assert_true(verbs[i].actors != 0);
		assert_non_null(verbs[i].help);
		for (size_t k = 0; k < VERB_MAX_ARGS; k++)
			if (verbs[i].args[k].kind == VALUE_CHOICE)
				assert_non_null(verbs[i].args[k].choices);
		for (size_t k = 0; k < VERB_MAX_OPTIONS; k++)
			if (verbs[i].options[k].kind == VALUE_CHOICE)
				assert_non_null(verbs[i].options[k].choices);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header),
		cmocka_unit_test(known_failures),
		cmocka_unit_test(step),
		cmocka_unit_test(blocks),
		cmocka_unit_test(questions_about_steps),
		cmocka_unit_test(operators_are_no_options),
		cmocka_unit_test(fault_takes_the_rest),
		cmocka_unit_test(allowed),
		cmocka_unit_test(wrong_headers),
		cmocka_unit_test(wrong_steps),
		cmocka_unit_test(wrong_blocks),
		cmocka_unit_test(wrong_names),
		cmocka_unit_test(all_mistakes_in_order),
		cmocka_unit_test(table),
	};

	return cmocka_run_group_tests_name("zcopy-ctl scenario language", tests, NULL, NULL);
}
