// SPDX-License-Identifier: GPL-2.0-or-later
/* Variables: what a file with 'variants' and 'let' becomes, and what a bad one is told */
#include "test.h"

#include "ctl.h"
#include "scenario/variants.h"
#include "util/memory.h"
#include "wrong.h"

#define HEADER	"title T\nproves P\nneeds grants display\n"
#define STEPS	"front: grant fb $size $format to=back\nfront: end fb\n"

static bool parse(const char *text, struct variants *variants, struct complaints *complaints)
{
	return variants_parse("folder/name.zs", text, strlen(text), variants, complaints);
}

static struct variants good(const char *text)
{
	struct complaints complaints;
	struct variants variants;

	if (!parse(text, &variants, &complaints))
		fail_msg("line %u, column %u: %s", complaints.items[0].line,
			 complaints.items[0].column, complaints.items[0].message);
	return variants;
}

static void no_variants(void **state)
{
	static const char text[] = HEADER "# $nothing is replaced here\n"
		"front: grant fb 8x8 XR24 to=back\n\nfront: end fb";
	struct variants variants = good(text);

	(void)state;
	assert_int_equal(variants.count, 1);
	assert_string_equal(variants.items[0].text, text);
	assert_string_equal(variants.items[0].scenario->name, "name");
	assert_null(variants.items[0].scenario->variant);
	variants_finish(&variants);
}

static void lines_multiply(void **state)
{
	static const char *const names[] = {
		"8x8,XR24", "8x8,RG16", "640x480,XR24", "640x480,RG16",
	};
	struct variants variants = good(
		"variants size 8x8 640x480\n" HEADER "variants format XR24 RG16\n" STEPS);

	(void)state;
	assert_int_equal(variants.count, COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct scenario *scenario = variants.items[i].scenario;
		char *name = xprintf("name[%s]", names[i]);

		assert_string_equal(scenario->variant, names[i]);
		assert_string_equal(scenario->name, name);
		assert_string_equal(scenario->path, "folder/name.zs");
		assert_int_equal(scenario->steps[0].line, 6);
		free(name);
	}
	assert_string_equal(variants.items[1].scenario->steps[0].args[1], "8x8");
	assert_string_equal(variants.items[1].scenario->steps[0].args[2], "RG16");
	assert_string_equal(variants.items[2].scenario->steps[0].text,
			    "front: grant fb 640x480 XR24 to=back");
	variants_finish(&variants);
}

static void values_in_step(void **state)
{
	struct variants variants = good(HEADER
		"variants size,count,outcome 64x16,1,ok 64x32,3,EINVAL\n"
		"front: grant fb $size XR24 to=back\n"
		"back: from-refs a of=fb count=$count expect $outcome\nfront: end fb\n");
	const struct step *step = &variants.items[1].scenario->steps[1];

	(void)state;
	assert_int_equal(variants.count, 2);
	assert_string_equal(variants.items[1].scenario->variant, "64x32,3,EINVAL");
	assert_string_equal(step_option(step, "count"), "3");
	assert_true(step_expects(step, errno_from_name("EINVAL")));
	variants_finish(&variants);
}

static void everywhere(void **state)
{
	struct variants variants = good(
		"title In $size it costs $5, $size$times!\nproves P\nneeds $need display\n"
		"variants size 8x8\nlet times 2\nlet need grants\n"
		"repeat $times\nfront: grant fb-$times $size XR24 to=back\n"
		"front: end fb-$times\nend\n");
	const struct scenario *scenario = variants.items[0].scenario;

	(void)state;
	assert_int_equal(variants.count, 1);
	/* What never varies is no part of the name. */
	assert_string_equal(scenario->variant, "8x8");
	assert_string_equal(scenario->title, "In 8x8 it costs $5, 8x82!");
	assert_string_equal(scenario->needs[0], "grants");
	assert_int_equal(scenario->steps[0].count, 2);
	assert_string_equal(scenario->steps[0].body[0].args[0], "fb-2");
	variants_finish(&variants);
}

/* A file with one mistake: place and words of the only complaint */
static const struct wrong wrong[] = {
	{ HEADER "variants\n" STEPS, 4, 9, "expected something behind 'variants'" },
	{ HEADER "variants size\n" STEPS, 4, 14, "expected values behind the name" },
	{ HEADER "variants a 1\nvariants b\nlet size 8x8\n" STEPS, 5, 11, "expected values behind" },
	{ HEADER "let size\n" STEPS, 4, 9, "expected a value behind the name" },
	{ HEADER "let size 8x8 9x9\n" STEPS, 4, 14, "several are 'variants size ...'" },
	{ HEADER "variants $size 8x8\n" STEPS, 4, 10, "without '$'" },
	{ HEADER "variants a-b 8x8\n" STEPS, 4, 10, "expected a variable's name" },
	{ HEADER "variants size,size 1,2\n" STEPS, 4, 15, "is given already" },
	{ HEADER "variants size 8x8\nlet size 9x9\n" STEPS, 5, 5, "is given already" },
	{ HEADER "variants size 8x8 9x9 8x8\n" STEPS, 4, 23, "'8x8' is given already" },
	{ HEADER "variants size,format 8x8,XR24 9x9\n" STEPS, 4, 31, "expected 2 values" },
	{ HEADER "variants size 8x8,9x9\n" STEPS, 4, 15, "expected 1 value," },
	{ HEADER "variants size a/b\n" STEPS, 4, 15, "a value is" },
	{ HEADER "variants size $size\n" STEPS, 4, 15, "a value is" },
	{ HEADER "variants size ,\nback: hide\n", 4, 15, "expected 1 value" },
	{ HEADER "variants size 8x8 9x9\nback: hide\n", 4, 10, "no line uses $size" },
	{ HEADER "# $size\nlet size 8x8\nback: hide\n", 5, 5, "no line uses $size" },
	{ HEADER "variants size 8x8\nfront: grant fb $sise XR24 to=back\nfront: draw fb $size\n",
	  5, 17, "no variable is named 'sise' ('variants' and 'let' make them); did you mean 'size'?" },
	{ HEADER "let size 8x8\nvarians format XR24\n" STEPS, 5, 1, "did you mean 'variants'?" },
	{ HEADER "back: hide\nvariants size 8x8 9x9\n", 5, 1, "before the first step" },
	{ HEADER "variants a 1 2 3 4 5 6 7 8 9 10\nvariants b 1 2 3 4 5 6 7 8 9 10\n"
	  "variants c 1 2 3\nback: hide\n", 4, 1, "more than 200 variants" },
	{ HEADER "variants size 8x8\nvariants format XR24\nknown-to-fail with 8x9 R\n" STEPS, 6, 20,
	  "no variant has the value '8x9'; did you mean '8x8'?" },
	{ HEADER "known-to-fail with 8x9 R\nback: hide\n", 4, 20, "no variant has the value" },
	{ HEADER "variants format XR24 RG16\nlet size 8x8\nfront: grant fb  $size$size $format to=back\n",
	  6, 18, "expected a size such as 1920x1080, found '8x88x8'" },
};

static void wrong_files(void **state)
{
	(void)state;
	check_wrong(wrong, COUNT(wrong));
}

/* What is wrong with one value names the variant; what is wrong anyway is told once. */
static void wrong_in_one_variant(void **state)
{
	struct complaints complaints;
	struct variants variants;

	(void)state;
	assert_false(parse(HEADER "variants size 8x8 9y9 10x10\n"
			   "front: grant fb $size XR24  too=back\nfront: end fb extra\n",
			   &variants, &complaints));
	assert_int_equal(complaints.count, 3);
	assert_int_equal(complaints.items[0].column, 17);
	assert_string_equal(complaints.items[0].message,
			    "expected a size such as 1920x1080, found '9y9' (in variant [9y9])");
	assert_int_equal(complaints.items[1].line, 5);
	/* The column is the file's, whatever the value's length. */
	assert_int_equal(complaints.items[1].column, 29);
	assert_string_equal(complaints.items[1].message,
			    "'grant' has no option 'too'; did you mean 'to'?");
	assert_int_equal(complaints.items[2].line, 6);
	assert_string_equal(complaints.items[2].message, "'end' takes no more arguments, found 'extra'");
	complaints_clear(&complaints);
}

static void many_variants_are_not_all_named(void **state)
{
	struct complaints complaints;
	struct variants variants;

	(void)state;
	assert_false(parse(HEADER "variants size 8x8 1x1 2x2 3x3 4x4\nvariants n 1 x\n"
			   "front: grant fb $size XR24 to=back\nback: from-refs a of=fb count=$n\n",
			   &variants, &complaints));
	assert_int_equal(complaints.count, 1);
	assert_int_equal(complaints.items[0].column, 31);
	assert_contains(complaints.items[0].message,
			"found 'x' (in variants [8x8,x], [1x1,x], [2x2,x] and others)");
	complaints_clear(&complaints);
}

static void write_file(const char *path)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs("title A buffer of $size\nproves P\nneeds grants\nvariants size 8x8 64x32\n"
	      "front: grant fb $size XR24 to=back\nback: from-refs buf of=fb\nfront: end fb\n", file);
	fclose(file);
}

static void known_in_some_variants(void **state)
{
	struct variants variants = good(HEADER "variants size 8x8 9x9\nvariants format XR24 RG16\n"
		"known-to-fail on there with 9x9,RG16 it is odd, $size\n"
		"known-to-fail with 8x8 on here it is even\n" STEPS);

	(void)state;
	assert_int_equal(variants.count, 4);
	assert_string_equal(scenario_known(variants.items[0].scenario, "here")->reason,
			    "it is even");
	assert_null(scenario_known(variants.items[0].scenario, "there"));
	assert_string_equal(scenario_known(variants.items[1].scenario, "here")->reason,
			    "it is even");
	assert_int_equal(variants.items[2].scenario->nknown, 0);
	assert_null(scenario_known(variants.items[3].scenario, "here"));
	assert_string_equal(scenario_known(variants.items[3].scenario, "there")->reason,
			    "it is odd, 9x9");
	variants_finish(&variants);
}

static void too_many(void **state)
{
	struct complaints complaints;
	struct variants variants;
	char text[4000];
	size_t used;

	(void)state;
	/* The product of their values is none that fits a number. */
	used = snprintf(text, sizeof(text), HEADER);
	for (int i = 0; i < 40; i++)
		used += snprintf(text + used, sizeof(text) - used, "variants v%d 1 2 3 4\n", i);
	assert_false(parse(text, &variants, &complaints));
	assert_int_equal(complaints.items[0].line, 4 + 32);
	assert_contains(complaints.items[0].message, "more than 32 variables");
	complaints_clear(&complaints);
	used = snprintf(text, sizeof(text), HEADER "variants v");
	for (int i = 0; i < 300; i++)
		used += snprintf(text + used, sizeof(text) - used, " %d", i);
	assert_false(parse(text, &variants, &complaints));
	assert_contains(complaints.items[0].message, "too many values");
	complaints_clear(&complaints);
}

/* For the commands each variant is a scenario. */
static void commands(void **state)
{
	struct result result;
	json_object *root;

	(void)state;
	write_file("sizes.zs");
	result = ctl("lint", "sizes.zs", NULL);
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "2 scenarios, 0 with mistakes");
	drop(&result);
	result = ctl("list", "sizes.zs", NULL);
	assert_string_equal(result.out, "sizes.zs[8x8]    A buffer of 8x8\n"
			    "sizes.zs[64x32]  A buffer of 64x32");
	drop(&result);
	result = ctl("run", "--on", "pass", "--out", "out", "--format", "ktap", "sizes.zs", NULL);
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "1..2\nok 1 sizes[8x8]\nok 2 sizes[64x32]\n");
	drop(&result);
	result = ctl("run", "--on", "pass", "--out", "out", "--format", "json", "sizes.zs[64x32]",
		     "sizes.zs[64x32]", NULL);
	assert_int_equal(result.code, 0);
	root = parse_json(result.out);
	assert_int_equal(json_object_array_length(at(root, "scenarios")), 1);
	assert_string_equal(text_at(scenario_at(root, 0), "title"), "A buffer of 64x32");
	assert_string_equal(text_at(scenario_at(root, 0), "path"), "sizes.zs");
	assert_contains(text_at(scenario_at(root, 0), "rerun"), " 'sizes.zs[64x32]'");
	json_object_put(root);
	drop(&result);
	result = ctl("run", "--on", "fail", "--out", "out", "sizes.zs[64x32]", NULL);
	assert_int_equal(result.code, 1);
	assert_contains(result.out, "log: out/sizes[64x32].back.log");
	drop(&result);
	result = ctl("list", "sizes.zs[64x23]", NULL);
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "sizes.zs has no variant '64x23'; did you mean '64x32'?");
	drop(&result);
	/* Whole file and one of its variants: each once */
	result = ctl("list", "sizes.zs[64x32]", "sizes.zs", NULL);
	assert_string_equal(result.out, "sizes.zs[64x32]  A buffer of 64x32\n"
			    "sizes.zs[8x8]    A buffer of 8x8");
	drop(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_variants),
		cmocka_unit_test(lines_multiply),
		cmocka_unit_test(values_in_step),
		cmocka_unit_test(everywhere),
		cmocka_unit_test(wrong_files),
		cmocka_unit_test(wrong_in_one_variant),
		cmocka_unit_test(many_variants_are_not_all_named),
		cmocka_unit_test(known_in_some_variants),
		cmocka_unit_test(too_many),
		cmocka_unit_test(commands),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("zcopy-ctl variants", tests, NULL, NULL);
}
