// SPDX-License-Identifier: GPL-2.0-or-later
/* The fault commands: what they do, and that a bad one is refused */
#include "fixture.h"

#define REF 8u

static int command(const char *text)
{
	return fx_fault_command(&world.fx[0], text);
}

static const char *list(void)
{
	static char text[1024];

	assert_in_range(fx_fault_list(&world.fx[0], text, sizeof(text)), 0,
			sizeof(text) - 1);
	return text;
}

static int setup(void **state)
{
	u32 i;

	if (world_setup(state))
		return -1;
	for (i = 0; i < 8; i++)
		grant(1, REF + i, 0, 20 + i, 0);
	grant(1, REF + 8, 2, 40, 0);
	return 0;
}

static void the_nth_map_fails_once(void **state)
{
	(void)state;
	assert_int_equal(command("map nth=3 status=permission_denied\n"), 0);
	assert_string_equal(list(), "map nth=3 status=permission_denied\n");
	map_handle(0, 1, REF, HOLES, RW);
	map_handle(0, 1, REF + 1, HOLES + 1, RW);
	assert_string_equal(list(), "map nth=1 status=permission_denied\n");
	assert_int_equal(map_status(0, 1, REF + 2, HOLES + 2, RW),
			 GNTST_permission_denied);
	assert_int_equal(in_use(1, REF + 2), 0);
	assert_string_equal(list(), "");
	map_handle(0, 1, REF + 2, HOLES + 2, RW);
}

static void every_status_has_a_name(void **state)
{
	static const struct {
		const char *name;
		s16 status;
	} names[] = {
		{ "general_error", GNTST_general_error },
		{ "bad_domain", GNTST_bad_domain },
		{ "bad_gntref", GNTST_bad_gntref },
		{ "bad_handle", GNTST_bad_handle },
		{ "bad_virt_addr", GNTST_bad_virt_addr },
		{ "bad_dev_addr", GNTST_bad_dev_addr },
		{ "no_device_space", GNTST_no_device_space },
		{ "permission_denied", GNTST_permission_denied },
		{ "bad_page", GNTST_bad_page },
		{ "bad_copy_arg", GNTST_bad_copy_arg },
		{ "address_too_big", GNTST_address_too_big },
		{ "eagain", GNTST_eagain },
	};
	char text[80];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(text, sizeof(text), "map nth=1 status=%s", names[i].name);
		assert_int_equal(command(text), 0);
		assert_int_equal(map_status(0, 1, REF, HOLES, RW),
				 names[i].status);
	}
}

static void eagain_so_many_times(void **state)
{
	(void)state;
	assert_int_equal(command("eagain times=2"), 0);
	assert_int_equal(map_status(0, 1, REF, HOLES, RW), GNTST_eagain);
	assert_int_equal(map_status(0, 1, REF, HOLES, RW), GNTST_eagain);
	assert_int_equal(map_status(0, 1, REF, HOLES, RW), GNTST_okay);
}

static void a_fault_of_one_domain_spares_others(void **state)
{
	(void)state;
	assert_int_equal(command("map nth=1 status=bad_page domain=2"), 0);
	assert_int_equal(command("eagain times=1 domain=2"), 0);
	map_handle(0, 1, REF, HOLES, RW);
	assert_int_equal(map_status(2, 1, REF + 8, HOLES, RW), GNTST_eagain);
	assert_string_equal(list(), "");
	assert_int_equal(map_status(2, 1, REF + 8, HOLES, RW), GNTST_okay);
}

static void delays_are_told_and_replaced(void **state)
{
	(void)state;
	assert_int_equal(fx_fault_unmap_delay(&world.fx[0]), 0);
	assert_int_equal(command("unmap delay_ms=200 domain=0"), 0);
	assert_int_equal(command("unmap delay_ms=30 domain=0"), 0);
	assert_int_equal(fx_fault_unmap_delay(&world.fx[0]), 30);
	assert_int_equal(fx_fault_unmap_delay(&world.fx[2]), 0);
	assert_string_equal(list(), "unmap delay_ms=30 domain=0\n");
	assert_int_equal(command("  clear\t\n"), 0);
	assert_int_equal(fx_fault_unmap_delay(&world.fx[0]), 0);
}

static void there_is_an_end_to_faults(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < FX_FAULTS; i++)
		assert_int_equal(command("map nth=1 status=bad_page"), 0);
	assert_int_equal(command("map nth=1 status=bad_page"), -ENOSPC);
	assert_int_equal(map_status(0, 1, REF, HOLES, RW), GNTST_bad_page);
	/* All of them counted that one map */
	assert_int_equal(map_status(0, 1, REF, HOLES, RW), GNTST_okay);
}

static void bad_commands_change_nothing(void **state)
{
	static const char *const bad[] = {
		"", " ", "\n", "map", "nonsense", "clear all", "clearer",
		"map nth=1", "map status=bad_page", "map nth=0 status=bad_page",
		"map nth= status=bad_page", "map nth=x status=bad_page",
		"map nth=-1 status=bad_page", "map nth=1 status=",
		"map nth=1 status=okay", "map nth=1 status=bad_pages",
		"map nth=1 nth=2 status=bad_page",
		"map nth=1 status=bad_page domain=8",
		"map nth=1 status=bad_page domain=",
		"map nth=1 status=bad_page extra",
		"map nth=4294967296 status=bad_page",
		"map times=1 status=bad_page",
		"eagain", "eagain times=0", "eagain times=1 status=eagain",
		"unmap", "unmap delay_ms=0", "unmap delay=5",
		"maptrack", "maptrack limit=", "maptrack limit=99999999999",
		"map nth=1 status=a_name_that_is_longer_than_any_word_of_a_command_may_be",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (command(bad[i]) != -EINVAL)
			fail_msg("accepted: '%s'", bad[i]);
	}
	assert_string_equal(list(), "");
}

static void a_short_buffer_is_no_trouble(void **state)
{
	char text[8];
	int n;

	(void)state;
	assert_int_equal(command("map nth=7 status=bad_page domain=1"), 0);
	n = fx_fault_list(&world.fx[0], text, sizeof(text));
	assert_int_equal(n, strlen("map nth=7 status=bad_page domain=1\n"));
	assert_string_equal(text, "map nth");
}

#define TEST(test) { #test, test, setup, world_teardown, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_nth_map_fails_once),
		TEST(every_status_has_a_name),
		TEST(eagain_so_many_times),
		TEST(a_fault_of_one_domain_spares_others),
		TEST(delays_are_told_and_replaced),
		TEST(there_is_an_end_to_faults),
		TEST(bad_commands_change_nothing),
		TEST(a_short_buffer_is_no_trouble),
	};

	return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
