// SPDX-License-Identifier: GPL-2.0-or-later
/* Grant references as text, and the numbers of debugfs. */
#include "test.h"

#include "numbers.h"
#include "refs.h"

static void check_text(const uint32_t *refs, size_t count, const char *expected)
{
	char *text = refs_to_text(refs, count);
	uint32_t *back;
	size_t nback;

	assert_string_equal(text, expected);
	assert_true(refs_from_text(text, &back, &nback));
	assert_int_equal(nback, count);
	if (count)
		assert_memory_equal(back, refs, count * sizeof(*refs));
	free(back);
	free(text);
}

static void texts(void **state)
{
	const struct {
		uint32_t refs[6];
		size_t count;
		const char *text;
	} cases[] = {
		{ { 0 }, 0, "" },
		{ { 0 }, 1, "0" },
		{ { 8, 9, 10, 2032 }, 4, "8-10,2032" },
		{ { 10, 9, 8 }, 3, "10,9,8" },
		{ { 5, 5, 6 }, 3, "5,5-6" },
		{ { 0xfffffffe, 0xffffffff, 0 }, 3, "4294967294-4294967295,0" },
		{ { 0xffffffff, 0xffffffff }, 2, "4294967295,4294967295" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		check_text(cases[i].refs, cases[i].count, cases[i].text);
}

static void any_order_survives(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int round = 0; round < 200; round++) {
		uint32_t refs[300];
		size_t count = chance(&seed) % COUNT(refs);
		char *text;
		uint32_t *back;
		size_t nback;

		for (size_t i = 0; i < count; i++)
			refs[i] = i && chance(&seed) % 4 ? refs[i - 1] + 1 : chance(&seed);
		text = refs_to_text(refs, count);
		assert_true(refs_from_text(text, &back, &nback));
		assert_int_equal(nback, count);
		if (count)
			assert_memory_equal(back, refs, count * sizeof(*refs));
		free(back);
		free(text);
	}
}

static void a_screen_is_short(void **state)
{
	uint32_t refs[2025];
	char *text;

	(void)state;
	for (size_t i = 0; i < COUNT(refs); i++)
		refs[i] = 8 + i;
	text = refs_to_text(refs, COUNT(refs));
	assert_string_equal(text, "8-2032");
	free(text);
}

static void nonsense_is_refused(void **state)
{
	static const char *const texts[] = {
		",", "1,", ",1", "1,,2", "-", "1-", "-1", "2-1", "1-2-3", "a", "1 2", " 1", "+1",
		"0x10", "4294967296", "1-4294967296", "99999999999999999999999",
		/* More than anybody has */
		"0-4294967295", "0-16777215,0",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		uint32_t *refs = (void *)1;
		size_t count = 1;

		if (refs_from_text(texts[i], &refs, &count))
			fail_msg("'%s' is taken for references", texts[i]);
		assert_null(refs);
		assert_int_equal(count, 0);
	}
}

static void words_with_numbers(void **state)
{
	static const char line[] =
		"mapped wait_handle=1 domid=1 pages=2025 state=live waiters=2 pid=12\n";
	uint64_t value = 0;

	(void)state;
	assert_true(number_of_word(line, "waiters", &value));
	assert_int_equal(value, 2);
	assert_true(number_of_word(line, "pages", &value));
	assert_int_equal(value, 2025);
	assert_false(number_of_word(line, "state", &value));
	assert_false(number_of_word(line, "wait", &value));
	assert_false(number_of_word("", "pages", &value));
}

static void comparisons(void **state)
{
	static const struct {
		const char *operator;
		bool below, equal, above;
	} cases[] = {
		{ "=", false, true, false }, { "!=", true, false, true },
		{ "<", true, false, false }, { "<=", true, true, false },
		{ ">", false, false, true }, { ">=", false, true, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(number_compare(1, cases[i].operator, 2), cases[i].below);
		assert_int_equal(number_compare(2, cases[i].operator, 2), cases[i].equal);
		assert_int_equal(number_compare(3, cases[i].operator, 2), cases[i].above);
	}
}

static struct json_object *numbers(const char *lines)
{
	struct json_object *json = json_object_new_object();

	numbers_from_lines(json, lines);
	return json;
}

static void differences_are_named(void **state)
{
	struct json_object *before = json_object_new_object(), *after = json_object_new_object();
	char *text;

	(void)state;
	json_object_object_add(before, "driver", numbers("mapped_pages 0\nfiles 1\n"));
	json_object_object_add(after, "driver", numbers("mapped_pages 2025\nfiles 1\n"));
	text = numbers_difference("back", before, after);
	assert_string_equal(text, "driver's mapped_pages of back: 2025 more than at the start (2025, was 0)");
	free(text);
	text = numbers_difference("back", after, before);
	assert_string_equal(text, "driver's mapped_pages of back: 2025 fewer than at the start (0, was 2025)");
	free(text);
	assert_null(numbers_difference("back", after, after));
	json_object_put(before);
	json_object_put(after);
}

/* A number that nobody had at the start counts from zero, one that is gone too */
static void appearing_numbers_count(void **state)
{
	struct json_object *before = numbers("a 1\n"), *after = numbers("a 1\nb 2\n");
	char *text;

	(void)state;
	text = numbers_difference("front", before, after);
	assert_contains(text, "b of front: 2 more");
	free(text);
	text = numbers_difference("front", after, before);
	assert_contains(text, "b of front: 2 fewer");
	free(text);
	json_object_put(before);
	json_object_put(after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(any_order_survives),
		cmocka_unit_test(a_screen_is_short),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(words_with_numbers),
		cmocka_unit_test(comparisons),
		cmocka_unit_test(differences_are_named),
		cmocka_unit_test(appearing_numbers_count),
	};

	return cmocka_run_group_tests_name("guest references and numbers", tests, NULL, NULL);
}
