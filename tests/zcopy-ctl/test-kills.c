// SPDX-License-Identifier: GPL-2.0-or-later
/* What 'kill-at-every-step' makes of a file, and what a bad one is told */
#include "test.h"

#include "scenario/variants.h"
#include "wrong.h"

#define HEADER	"title T\nproves P\nneeds grants display\n"
#define KILLS	"kill-at-every-step"

static struct variants good(const char *text)
{
	struct complaints complaints;
	struct variants variants;

	if (!variants_parse("folder/name.zs", text, strlen(text), &variants, &complaints))
		fail_msg("line %u, column %u: %s", complaints.items[0].line,
			 complaints.items[0].column, complaints.items[0].message);
	return variants;
}

static void every_role_and_step(void **state)
{
	static const char *const names[] = { "front@5", "front@7", "back@5", "back@7" };
	struct variants variants = good(HEADER KILLS " front back\n"
		"front: grant fb 8x8 XR24 to=back\n# front: nothing\nfront: end fb\n");

	(void)state;
	assert_int_equal(variants.count, COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct scenario *scenario = variants.items[i].scenario;

		assert_string_equal(scenario->variant, names[i]);
		assert_string_equal(scenario->needs[2], i < 2 ? "kill" : "kill-back");
		/* Lines keep their numbers, so that messages name the file's. */
		assert_int_equal(scenario->steps[0].line, 5);
	}
	variants_finish(&variants);
}

/* The whole text: up to the line, the death, what the survivor lets go of, all again */
static void frontend_dies(void **state)
{
	struct variants variants = good(HEADER KILLS " front\n"
		"front: grant fb 8x8 XR24 to=back\n"
		"back: from-refs shot of=fb\nback: from-refs gone of=fb\n"
		"back: import picture of=shot\nback: from-refs odd of=fb count=9 expect EIO\n"
		"back: show picture\nback: close gone\nback: close shot part=fd\n"
		"back: hide\nback: close picture\nback: close shot\nfront: end fb");

	(void)state;
	assert_int_equal(variants.count, 12);
	assert_string_equal(variants.items[7].scenario->variant, "front@12");
	assert_string_equal(variants.items[7].text, HEADER "needs kill\n"
		"front: grant fb 8x8 XR24 to=back\n"
		"back: from-refs shot of=fb\nback: from-refs gone of=fb\n"
		"back: import picture of=shot\nback: from-refs odd of=fb count=9 expect EIO\n"
		"back: show picture\nback: close gone\nback: close shot part=fd\n"
		"\n\n\n\n"
		"xen: kill front\n"
		"back: hide\nback: close picture\nback: close shot\nback: wait-free shot\n"
		"back: until mapped_buffers - = 0\nback: until granted_buffers - = 0\n"
		"back: until maps - = 0\nxen: start front\n"
		"front: grant fb 8x8 XR24 to=back\n"
		"back: from-refs shot of=fb\nback: from-refs gone of=fb\n"
		"back: import picture of=shot\nback: from-refs odd of=fb count=9 expect EIO\n"
		"back: show picture\nback: close gone\nback: close shot part=fd\n"
		"back: hide\nback: close picture\nback: close shot\nfront: end fb\n");
	variants_finish(&variants);
}

static void backend_dies(void **state)
{
	struct variants variants = good(HEADER KILLS " back\n"
		"back: dumb frame 8x8 XR24\nback: to-refs lent of=frame to=front\n"
		"front: map canvas of=lent\nfront: grant fb 8x8 XR24 to=back\n"
		"front: unmap canvas\nfront: end fb\nback: close lent\nback: close frame\n");

	(void)state;
	assert_int_equal(variants.count, 8);
	assert_contains(variants.items[3].text,
			"xen: kill back\nfront: end fb\nfront: unmap canvas\n"
			"front: until maps - = 0\nfront: until grants - = 0\n"
			"back: dumb frame 8x8 XR24\n");
	assert_contains(variants.items[4].text, "xen: kill back\nfront: end fb\nfront: until maps");
	assert_contains(variants.items[7].text, "xen: kill back\nfront: until maps");
	variants_finish(&variants);
}

static void with_variables(void **state)
{
	struct variants variants = good("variants size 8x8 9x9\n" HEADER
		"known-to-fail with front@7 it is odd\n" KILLS " front\n"
		"front: grant fb $size XR24 to=back\nfront: end fb\n");

	(void)state;
	assert_int_equal(variants.count, 4);
	assert_string_equal(variants.items[2].scenario->variant, "9x9,front@7");
	assert_string_equal(variants.items[2].scenario->steps[0].args[1], "9x9");
	assert_int_equal(variants.items[2].scenario->nknown, 1);
	assert_int_equal(variants.items[3].scenario->nknown, 0);
	variants_finish(&variants);
}

/* A file with one mistake: place and words of the first complaint */
static const struct wrong wrong[] = {
	{ HEADER KILLS "\nback: hide\n", 4, 19, "expected something behind 'kill-at-every-step'" },
	{ HEADER KILLS " xen\nback: hide\n", 4, 20, "expected front or back, found 'xen'" },
	{ HEADER KILLS " frnt\nback: hide\n", 4, 20, "did you mean 'front'?" },
	{ HEADER KILLS " back back\nback: hide\n", 4, 25, "'back' is given twice" },
	{ HEADER KILLS " back\n" KILLS " front\nback: hide\n", 5, 1, "is given already" },
	{ HEADER KILLS " back\n", 4, 1, "there are no steps" },
	{ HEADER KILLS " back\nrepeat 2\nback: hide\nend\n", 5, 1, "found 'repeat'" },
	{ HEADER KILLS " back\nback: hide &j\nback: join j\n", 5, 12, "found '&j'" },
	{ HEADER KILLS " back\nback: hide\nxen: fault clear\n", 6, 1, "found 'xen:'" },
	{ HEADER KILLS " back\nback: hidee\n", 5, 7, "did you mean 'hide'?" },
	{ HEADER "kill-at-ever-step back\nback: hide\n", 4, 1, "did you mean 'kill-at-every-step'?" },
	{ HEADER "back: hide\n" KILLS " back\n", 5, 1, "before the first step" },
};

static void wrong_files(void **state)
{
	(void)state;
	check_wrong(wrong, COUNT(wrong));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_role_and_step),
		cmocka_unit_test(frontend_dies),
		cmocka_unit_test(backend_dies),
		cmocka_unit_test(with_variables),
		cmocka_unit_test(wrong_files),
	};

	return cmocka_run_group_tests_name("zcopy-ctl kills", tests, NULL, NULL);
}
