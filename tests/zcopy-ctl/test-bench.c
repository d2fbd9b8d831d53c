// SPDX-License-Identifier: GPL-2.0-or-later
/* How figures that were measured are told: the ratios, and what stands for a missing one */
#include "test.h"

#include "host/bench.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_figure_has_a_line),
		cmocka_unit_test(nothing_measured_is_no_division),
	};

	return cmocka_run_group_tests_name("bench", tests, NULL, NULL);
}
