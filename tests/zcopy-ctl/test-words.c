// SPDX-License-Identifier: GPL-2.0-or-later
/* Distances, values, errno names, UTF-8: the small things everything rests on */
#include <errno.h>

#include "test.h"

#include "scenario/scenario.h"
#include "scenario/values.h"
#include "scenario/words.h"
#include "util/nearest.h"
#include "util/utf8.h"

static void distances(void **state)
{
	(void)state;
	assert_int_equal(word_distance("", ""), 0);
	assert_int_equal(word_distance("map", "map"), 0);
	assert_int_equal(word_distance("map", "mpa"), 1);	/* a swap */
	assert_int_equal(word_distance("map", "maps"), 1);
	assert_int_equal(word_distance("maps", "map"), 1);
	assert_int_equal(word_distance("grant", "great"), 2);
	assert_int_equal(word_distance("", "abc"), 3);
	assert_int_equal(word_distance("kitten", "sitting"), 3);
	assert_int_equal(word_distance("enoent", "ENOENT"), 0);
	assert_int_equal(word_distance("enonet", "ENOENT"), 1);
}

static void nearest_takes_the_nearest(void **state)
{
	static const char *const words[] = { "grant", "map", "unmap", "draw", NULL };
	struct nearest nearest = NEAREST("unmpa");
	char hint[64];

	(void)state;
	nearest_offer_all(&nearest, words);
	assert_string_equal(nearest_hint(&nearest, hint, sizeof(hint)),
			    "; did you mean 'unmap'?");
}

static void nearest_keeps_quiet_about_far_words(void **state)
{
	struct nearest nearest = NEAREST("zebra");
	char very_long[300], hint[64];

	(void)state;
	nearest_offer(&nearest, "grant");
	assert_string_equal(nearest_hint(&nearest, hint, sizeof(hint)), "");
	memset(very_long, 'a', sizeof(very_long) - 1);
	very_long[sizeof(very_long) - 1] = '\0';
	nearest = NEAREST(very_long);
	nearest_offer(&nearest, "a");
	nearest_offer(&nearest, very_long);
	assert_null(nearest.word);
}

static void numbers(void **state)
{
	static const char *const wrong[] = {
		"", " 1", "+1", "-1", "1 ", "1k", "0x", "0xg", "x", "18446744073709551616",
		"0x10000000000000000", "1.5",
	};
	uint64_t number;

	(void)state;
	assert_true(value_number("0", &number) && number == 0);
	assert_true(value_number("0755", &number) && number == 755);
	assert_true(value_number("0x7FEF", &number) && number == 0x7fef);
	assert_true(value_number("18446744073709551615", &number) && number == UINT64_MAX);
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (value_number(wrong[i], &number))
			fail_msg("'%s' passed for a number", wrong[i]);
}

static void sizes(void **state)
{
	static const char *const wrong[] = {
		"", "x", "1x", "x1", "1920", "1920X1080", "1920x1080x2", "-1x1", "1x-1",
		" 1x1", "1x1 ", "4294967296x1", "1x4294967296", "0x10", "99999999999999999999x1",
	};
	uint32_t w, h;

	(void)state;
	assert_true(value_size("1920x1080", &w, &h) && w == 1920 && h == 1080);
	assert_true(value_size("0x0", &w, &h) && w == 0 && h == 0);
	assert_true(value_size("4294967295x1", &w, &h) && w == UINT32_MAX && h == 1);
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (strcmp(wrong[i], "0x10") != 0 && value_size(wrong[i], &w, &h))
			fail_msg("'%s' passed for a size", wrong[i]);
	/* No hexadecimal here: this is zero by ten. */
	assert_true(value_size("0x10", &w, &h) && w == 0 && h == 10);
}

static void durations(void **state)
{
	static const char *const wrong[] = {
		"", "5", "s", "ms", "5 s", "5m", "5S", "-5s", "0x5s", "1.5s", "5sec",
		"4294968s", "4294967295ms", "99999999999999999999ms", "Forever",
	};
	uint32_t ms;

	(void)state;
	assert_true(value_duration("200ms", &ms) && ms == 200);
	assert_true(value_duration("5s", &ms) && ms == 5000);
	assert_true(value_duration("0ms", &ms) && ms == 0);
	assert_true(value_duration("4294967s", &ms) && ms == 4294967000u);
	assert_true(value_duration("forever", &ms) && ms == UINT32_MAX);
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (value_duration(wrong[i], &ms))
			fail_msg("'%s' passed for a duration", wrong[i]);
}

static void errnos(void **state)
{
	(void)state;
	assert_int_equal(errno_from_name("ok"), 0);
	assert_int_equal(errno_from_name("ENOENT"), ENOENT);
	assert_int_equal(errno_from_name("EREMOTEIO"), EREMOTEIO);
	assert_int_equal(errno_from_name("enoent"), -1);
	assert_int_equal(errno_from_name(""), -1);
	assert_string_equal(errno_to_name(0), "ok");
	assert_string_equal(errno_to_name(EDQUOT), "EDQUOT");
	assert_null(errno_to_name(-1));
}

static void split_lines(void **state)
{
	static const char line[] = "  front:\tmap  x \t";
	struct words words;

	(void)state;
	words_split(&words, line, strlen(line));
	assert_int_equal(words.count, 3);
	assert_string_equal(words.items[0].text, "front:");
	assert_int_equal(words.items[0].column, 3);
	assert_string_equal(words.items[2].text, "x");
	assert_int_equal(words.items[2].column, 15);
	assert_string_equal(words.line, "front:\tmap  x");
	words_finish(&words);
	words_split(&words, " \t ", 3);
	assert_int_equal(words.count, 0);
	assert_string_equal(words.line, "");
	words_finish(&words);
}

static void utf8(void **state)
{
	static const struct {
		const char *dirty, *clean;
	} cases[] = {
		{ "plain", "plain" },
		{ "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
		{ "a\xff" "b", "a\xef\xbf\xbd" "b" },
		{ "\xc3", "\xef\xbf\xbd" },
		{ "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd" },		/* overlong */
		{ "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },	/* surrogate */
		{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
		{ "\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *clean = utf8_clean(cases[i].dirty);

		assert_string_equal(clean, cases[i].clean);
		free(clean);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distances),
		cmocka_unit_test(nearest_takes_the_nearest),
		cmocka_unit_test(nearest_keeps_quiet_about_far_words),
		cmocka_unit_test(numbers),
		cmocka_unit_test(sizes),
		cmocka_unit_test(durations),
		cmocka_unit_test(errnos),
		cmocka_unit_test(split_lines),
		cmocka_unit_test(utf8),
	};

	return cmocka_run_group_tests_name("zcopy-ctl words", tests, NULL, NULL);
}
