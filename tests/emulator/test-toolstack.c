// SPDX-License-Identifier: GPL-2.0-or-later
/* The daemon's text protocol with the conductor */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>
#include "../../emulator/fake-gnttab/host/toolstack.h"

static struct toolstack toolstack;
static int peer;

static int setup(void **state)
{
	int pair[2];

	(void)state;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		return -1;
	toolstack = (struct toolstack){ .fd = pair[0] };
	peer = pair[1];
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	close(toolstack.fd);
	close(peer);
	return 0;
}

static void send_text(const char *text)
{
	assert_int_equal(write(peer, text, strlen(text)), strlen(text));
	toolstack_receive(&toolstack);
}

static void requests_in_any_pieces(void **state)
{
	(void)state;
	send_text("kill fr");
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_NONE);
	send_text("ont\nstart front\nkill ba");
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_KILL_FRONT);
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_START_FRONT);
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_NONE);
	send_text("ck\n");
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_KILL_BACK);
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_NONE);
}

static void nonsense_is_told_from_requests(void **state)
{
	(void)state;
	send_text("kill everybody\n\nkill front \nkill front\n");
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_UNKNOWN);
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_UNKNOWN);
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_UNKNOWN);
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_KILL_FRONT);
}

static void an_endless_line_does_not_stop_it(void **state)
{
	char text[sizeof(toolstack.line) + 1];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	send_text(text);
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_NONE);
	send_text("yyy\nkill front\n");
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_UNKNOWN);
	assert_int_equal(toolstack_next(&toolstack), TOOLSTACK_KILL_FRONT);
}

static void answers_are_lines(void **state)
{
	char text[16] = "";

	(void)state;
	toolstack_say(&toolstack, "ok");
	assert_int_equal(read(peer, text, sizeof(text)), 3);
	assert_string_equal(text, "ok\n");
	/* Nobody listens any more: not the daemon's trouble */
	close(peer);
	toolstack_say(&toolstack, "died front");
	peer = -1;
}

#define TEST(test) { #test, test, setup, teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(requests_in_any_pieces),
		TEST(nonsense_is_told_from_requests),
		TEST(an_endless_line_does_not_stop_it),
		TEST(answers_are_lines),
	};

	return cmocka_run_group_tests_name("toolstack", tests, NULL, NULL);
}
