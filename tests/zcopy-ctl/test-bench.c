// SPDX-License-Identifier: GPL-2.0-or-later
/* How figures that were measured are told: the ratios, and what stands for a missing one,
 * and what a bench says that could not measure */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "ctl.h"
#include "host/bench.h"
#include "util/memory.h"

static char *told(void (*tell)(FILE *out, const struct bench *bench), const struct bench *bench)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	tell(file, bench);
	fclose(file);
	return text;
}

static void each_figure_has_a_line(void **state)
{
	char size[] = "640x480";
	struct bench_frame frame = {
		.size = size, .pages = 300,
		.seconds = {
			[FRAME_FROM_REFS] = 0.0003, [FRAME_IMPORT] = 0.0001, [FRAME_SHOW] = 0.0005,
			[FRAME_CLOSE] = 0.0004, [FRAME_WAIT_FREE] = 0.0002, [FRAME_COPY] = 0.002,
			[FRAME_SHOW_COPY] = 0.0006, [FRAME_TO_REFS] = 0.0006,
		},
	};
	const struct bench bench = {
		.runs = 3, .pair = 2, .scenario = 2.5, .frames = &frame, .nframes = 1,
	};
	char *text = told(bench_lines, &bench);

	(void)state;
	assert_string_equal(text, "pair 2.0000 seconds\n"
				  "scenario-to-pair 1.2500 ratio\n"
				  "from-refs.640x480 1.0000 us/page\n"
				  "to-refs.640x480 2.0000 us/page\n"
				  "share-to-copy.640x480 0.5000 ratio\n"
				  "copied-to-shared.640x480 5.2000 ratio\n");
	free(text);
}

static void nothing_measured_is_no_division(void **state)
{
	char *text = told(bench_lines, &(struct bench){ 0 });

	(void)state;
	assert_string_equal(text, "pair 0.0000 seconds\nscenario-to-pair 0.0000 ratio\n");
	free(text);
	text = told(bench_print, &(struct bench){ 0 });
	assert_null(strstr(text, "nan"));
	assert_null(strstr(text, "inf"));
	free(text);
}

/* A target of its own, with the scenario that is measured above it */
static void make_targets(void)
{
	static const char *const plays[] = { "skip", "fail", "dies-early", "refuses" };
	char *start = xprintf("%s/fake-start", getenv("ZCOPY_TEST_BUILD"));
	char *here = realpath(".", NULL), *targets = xprintf("%s/measured/targets", here);

	assert_int_equal(system("rm -rf measured && mkdir -p measured/targets measured/scenarios/display && "
				"cp scenarios/one.zs measured/scenarios/display/display-from-refs.zs"), 0);
	for (size_t i = 0; i < COUNT(plays); i++) {
		char *folder = xprintf("measured/targets/%s", plays[i]);
		char *link = xprintf("%s/start", folder);

		assert_int_equal(mkdir(folder, 0777), 0);
		assert_int_equal(symlink(start, link), 0);
		free(folder);
		free(link);
	}
	setenv("ZCOPY_TARGETS", targets, 1);
	free(targets);
	free(here);
	free(start);
}

#define BENCH(play) ctl("bench", "--on", play, "--runs", "1", "--out", "measured/out", NULL)

/* What could not be measured is told by an exit code, also where run has nothing against it. */
static void what_cannot_be_measured(void **state)
{
	static const struct {
		const char *play, *says;
		int code;
	} cases[] = {
		{ "skip", "does not offer 'grants'", 3 }, { "fail", "grant reference 3 of 4", 1 },
		{ "dies-early", "cannot load module xen-zcopy.ko", 3 }, { "refuses", "the kernel is missing", 3 },
	};
	struct result result;
	char text[4096];
	FILE *report;

	(void)state;
	make_targets();
	for (size_t i = 0; i < COUNT(cases); i++) {
		result = BENCH(cases[i].play);
		assert_contains(result.err, cases[i].says);
		if (result.code != cases[i].code)
			fail_msg("bench --on %s ends with %d", cases[i].play, result.code);
		assert_string_equal(result.out, "");
		drop(&result);
	}
	result = BENCH("fail");
	report = fopen("measured/out/display-from-refs.txt", "r");
	assert_non_null(report);
	text[fread(text, 1, sizeof(text) - 1, report)] = '\0';
	fclose(report);
	assert_contains(text, "again: ");
	assert_contains(strstr(text, "again: "), "run --on fail ");
	drop(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_figure_has_a_line),
		cmocka_unit_test(nothing_measured_is_no_division),
		cmocka_unit_test(what_cannot_be_measured),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("bench", tests, NULL, NULL);
}
