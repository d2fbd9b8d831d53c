// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that come over the record stream, from kernels that may be broken */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "host/received.h"
#include "util/base64.h"
#include "util/memory.h"

static void base64_of_known_texts(void **state)
{
	/* RFC 4648, section 10 */
	static const char *const pairs[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xfb\xff\xfe", "+//+" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		char *text = base64_encode(pairs[i][0], strlen(pairs[i][0]));
		size_t length = 99;
		char *bytes = base64_decode(text, &length);

		assert_string_equal(text, pairs[i][1]);
		assert_non_null(bytes);
		assert_int_equal(length, strlen(pairs[i][0]));
		assert_memory_equal(bytes, pairs[i][0], length);
		free(text);
		free(bytes);
	}
}

static void base64_that_is_none(void **state)
{
	static const char *const wrong[] = {
		"Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zm9v\n", "Zm 9", "Zg==Zg==",
		"Zh==", "Zm9=", "Zm9-", "\xc3\xa4zz", "=m9v", "Z=9v", "Zg=v",
	};
	size_t length;

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (base64_decode(wrong[i], &length))
			fail_msg("'%s' was taken", wrong[i]);
}

static char *receive(const char *json)
{
	json_object *part = json_tokener_parse(json);
	char *problem;

	assert_non_null(part);
	problem = received_file(part, "received");
	json_object_put(part);
	return problem;
}

static void assert_refused(const char *json, const char *why)
{
	char *problem = receive(json);

	assert_contains(problem, why);
	free(problem);
}

static void assert_content(const char *path, const char *text)
{
	char content[64] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_true(fread(content, 1, sizeof(content) - 1, file) < sizeof(content));
	fclose(file);
	assert_string_equal(content, text);
}

static void parts_make_a_file(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_null(receive("{\"name\":\"a-b_c.png\",\"offset\":0,\"data\":\"Zm9v\"}"));
		assert_null(receive("{\"name\":\"a-b_c.png\",\"offset\":3,\"data\":\"YmFy\"}"));
		assert_content("received/a-b_c.png", "foobar");
	}
	assert_refused("{\"name\":\"a-b_c.png\",\"offset\":7,\"data\":\"YmFy\"}", "missing");
	assert_refused("{\"name\":\"new.png\",\"offset\":3,\"data\":\"YmFy\"}", "missing");
}

static void nothing_outside_is_touched(void **state)
{
	static const char *const names[] = {
		"../escaped", "/tmp/escaped", "a/b", "..", ".", "", ".hidden", "a\\u0000b",
		"a\\nb", "a b", "\xc3\xa4",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		char *json = xprintf("{\"name\":\"%s\",\"offset\":0,\"data\":\"Zm9v\"}", names[i]);

		/* What JSON cuts at a zero is a plain name, and no harm */
		if (strcmp(names[i], "a\\u0000b") != 0)
			assert_refused(json, "name");
		free(json);
	}
	unlink("received/link");
	unlink("outside");
	assert_int_equal(symlink("../outside", "received/link"), 0);
	assert_refused("{\"name\":\"link\",\"offset\":0,\"data\":\"Zm9v\"}", "cannot write");
	assert_int_not_equal(access("outside", F_OK), 0);
}

static void wrong_records_are_refused(void **state)
{
	static const char *const wrong[] = {
		"{}", "{\"name\":\"a\"}", "{\"name\":\"a\",\"data\":\"Zm9v\"}",
		"{\"name\":7,\"offset\":0,\"data\":\"Zm9v\"}",
		"{\"name\":\"a\",\"offset\":0,\"data\":[]}",
		"{\"name\":\"a\",\"offset\":-1,\"data\":\"Zm9v\"}", "[]", "7",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_refused(wrong[i], "without");
	assert_refused("{\"name\":\"a\",\"offset\":0,\"data\":\"Zm9\"}", "base64");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_of_known_texts),
		cmocka_unit_test(base64_that_is_none),
		cmocka_unit_test(parts_make_a_file),
		cmocka_unit_test(nothing_outside_is_touched),
		cmocka_unit_test(wrong_records_are_refused),
	};

	mkdir("received", 0777);
	return cmocka_run_group_tests_name("received files", tests, NULL, NULL);
}
