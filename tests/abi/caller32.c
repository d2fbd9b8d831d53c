// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A caller of 32 bit on a kernel of 64, whose structures are smaller: abi-32 is that
 * program, and has to lie beside this one or where programs are looked for.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffers.h"
#include "groups.h"

#define PROGRAM	"abi-32"
#define PAGES	5u
#define CANNOT	127	/* as a shell says it */

/* Return: its exit status, CANNOT when the kernel runs no such programs */
static int run(char *const argv[])
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		execvp(PROGRAM, argv);
		_exit(CANNOT);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The number of a file that the program finds open */
static char *inherited(int fd, char *text, size_t size)
{
	assert_int_equal(fcntl(fd, F_SETFD, 0), 0);
	snprintf(text, size, "%d", fd);
	return text;
}

static void from_refs_to_wait_free(void **state)
{
	struct test *test = *state;
	char zcopy[16], domid[16], refs[PAGES][16];
	char *argv[4 + PAGES + 1] = { PROGRAM, "from-refs", zcopy, domid };
	struct shared shared;

	shared_init(&shared, PAGES);
	inherited(test->zcopy, zcopy, sizeof(zcopy));
	snprintf(domid, sizeof(domid), "%u", shared.domid);
	for (uint32_t i = 0; i < PAGES; i++) {
		snprintf(refs[i], sizeof(refs[i]), "%u", shared.refs[i]);
		argv[4 + i] = refs[i];
	}
	assert_int_equal(run(argv), 0);
	shared_finish(&shared);
}

static void to_refs_fills_the_array(void **state)
{
	struct test *test = *state;
	char zcopy[16], display[16], domid[16];

	inherited(test->zcopy, zcopy, sizeof(zcopy));
	inherited(test->display, display, sizeof(display));
	snprintf(domid, sizeof(domid), "%u", NO_DOMAIN);
	assert_int_equal(run((char *[]){ PROGRAM, "to-refs", zcopy, display, domid, NULL }), 0);
}

static void what_is_wrong_is_refused(void **state)
{
	struct test *test = *state;
	char zcopy[16], domid[16], ref[16];
	struct shared shared;

	shared_init(&shared, 1);
	inherited(test->zcopy, zcopy, sizeof(zcopy));
	snprintf(domid, sizeof(domid), "%u", shared.domid);
	snprintf(ref, sizeof(ref), "%u", shared.refs[0]);
	assert_int_equal(run((char *[]){ PROGRAM, "refused", zcopy, domid, ref, NULL }), 0);
	shared_finish(&shared);
}

int caller32_tests(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(from_refs_to_wait_free),
		TEST(to_refs_fills_the_array),
		TEST(what_is_wrong_is_refused),
	};

	if (run((char *[]){ PROGRAM, "nothing", NULL }) != 0) {
		print_message("# left out, this kernel runs no programs of 32 bit: a caller of 32 bit\n");
		return 0;
	}
	return cmocka_run_group_tests_name("32 bit", tests, NULL, NULL);
}
