// SPDX-License-Identifier: GPL-2.0-or-later
/* watch: builds and runs again when somebody saves a file, and ends when it is told to */
#include "test.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ctl.h"
#include "util/memory.h"

#define PATIENCE 20.0

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* A checkout with nothing in it but what watch looks at */
static void make_checkout(void)
{
	char *start = xprintf("%s/fake-start", getenv("ZCOPY_TEST_BUILD"));
	char *targets = realpath(".", NULL), *path;

	assert_int_equal(system("rm -rf checkout && mkdir -p checkout/driver checkout/targets/pass "
				"checkout/targets/hang checkout/targets/bare checkout/mine"), 0);
	assert_int_equal(symlink(start, "checkout/targets/pass/start"), 0);
	assert_int_equal(symlink(start, "checkout/targets/hang/start"), 0);
	assert_int_equal(symlink(start, "checkout/targets/bare/start"), 0);
	/* Only one of them builds anything. */
	write_file("checkout/targets/pass/fast.config", "");
	write_file("checkout/targets/pass/prepare", "#!/bin/sh\nexec make -C checkout \"pass-$2\"\n");
	assert_int_equal(chmod("checkout/targets/pass/prepare", 0777), 0);
	write_file("checkout/Makefile", "tools:\n\t@test ! -e broken\n\t@echo tools >>../tools-made\n"
		   "pass-fast bare-fast:\n\t@echo made >>made\n");
	unlink("tools-made");
	write_file("checkout/driver/a.c", "");
	assert_int_equal(system("cp scenarios/one.zs checkout/mine/"), 0);
	path = xprintf("%s/checkout/targets", targets);
	setenv("ZCOPY_TARGETS", path, 1);
	free(path);
	free(targets);
	free(start);
	unlink(pids);
	unlink("watch.log");
}

static pid_t start_watching(const char *target, const char *what)
{
	pid_t pid = fork();

	if (pid == 0) {
		freopen("watch.log", "w", stderr);
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execl(program, program, "watch", "--on", target, "--out", "watch-out",
		      what, NULL);
		_exit(127);
	}
	return pid;
}

/* How often it stands in the log; waits until it is as often as wanted */
static void assert_said(const char *text, int wanted)
{
	static char log[1 << 16];
	double end = now() + PATIENCE;
	int count;

	do {
		FILE *file = fopen("watch.log", "r");

		count = 0;
		log[0] = '\0';
		if (file) {
			log[fread(log, 1, sizeof(log) - 1, file)] = '\0';
			fclose(file);
		}
		for (char *at = log; (at = strstr(at, text)); at++)
			count++;
		usleep(20000);
	} while (count < wanted && now() < end);
	if (count != wanted)
		fail_msg("'%s' is there %d times, not %d: %s", text, count, wanted, log);
}

static int end_with(pid_t pid, int number)
{
	int status;

	kill(pid, number);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void runs_again(void **state)
{
	struct stat st;
	pid_t pid;

	(void)state;
	make_checkout();
	pid = start_watching("pass", "checkout/mine");
	assert_said("waits for a change", 1);
	assert_said("1 passed, 0 failed", 1);
	write_file("checkout/driver/a.c", "changed");
	assert_said("driver/a.c has changed", 1);
	assert_said("waits for a change", 2);
	assert_said("1 passed, 0 failed", 2);
	/* What is nobody's work does not count; a new folder does. */
	write_file("checkout/driver/.a.c.swp", "");
	write_file("checkout/driver/a.o", "");
	usleep(600000);
	assert_said("waits for a change", 2);
	assert_int_equal(mkdir("checkout/driver/new", 0777), 0);
	assert_said("waits for a change", 3);
	write_file("checkout/driver/new/b.c", "");
	assert_said("waits for a change", 4);
	/* Editors rename; this one is a scenario. */
	assert_int_equal(system("cp scenarios/three.zs checkout/.three && "
				"mv checkout/.three checkout/mine/three.zs"), 0);
	assert_said("mine/three.zs has changed", 1);
	assert_said("waits for a change", 5);
	assert_said("2 passed, 0 failed", 1);
	write_file("checkout/broken", "");
	write_file("checkout/driver/a.c", "broken");
	assert_said("does not build; nothing was run", 1);
	assert_said("waits for a change", 6);
	assert_said("passed, 0 failed", 5);
	assert_int_equal(end_with(pid, SIGINT), 0);
	assert_int_equal(stat("checkout/made", &st), 0);
	assert_int_equal(st.st_size, 5 * 5);
	assert_all_gone(0);
}

static void ends_in_the_middle(void **state)
{
	double end = now() + PATIENCE;
	pid_t pid;

	(void)state;
	make_checkout();
	pid = start_watching("hang", "checkout/mine");
	while (access(pids, F_OK) != 0 && now() < end)
		usleep(10000);
	usleep(200000);
	assert_int_equal(end_with(pid, SIGTERM), 0);
	assert_said("interrupted; the target is gone", 1);
	assert_all_gone(0);
}

/* A target that is there already, as "here" is, has nothing to build. */
static void builds_only_what_can_be(void **state)
{
	pid_t pid;

	(void)state;
	make_checkout();
	pid = start_watching("bare", "checkout/mine");
	assert_said("waits for a change", 1);
	assert_said("1 passed, 0 failed", 1);
	assert_int_equal(end_with(pid, SIGINT), 0);
	assert_int_not_equal(access("checkout/made", F_OK), 0);
	assert_int_not_equal(access("tools-made", F_OK), 0);
}

/* FILE[VARIANT] is of a file that is watched. */
static void one_variant(void **state)
{
	pid_t pid;

	(void)state;
	make_checkout();
	assert_int_equal(system("mkdir -p mine"), 0);
	write_file("mine/x.zs", "title T $size\nproves P\nneeds grants\nvariants size 8x8 16x16\n"
		   "front: grant fb $size XR24 to=back\nfront: end fb\n");
	pid = start_watching("bare", "mine/x.zs[8x8]");
	assert_said("waits for a change", 1);
	assert_said("1 passed, 0 failed", 1);
	write_file("mine/x.zs", "title U $size\nproves P\nneeds grants\nvariants size 8x8 16x16\n"
		   "front: grant fb $size XR24 to=back\nfront: end fb\n");
	assert_said("mine/x.zs has changed", 1);
	assert_said("waits for a change", 2);
	assert_int_equal(end_with(pid, SIGINT), 0);
}

static void wrong_usage(void **state)
{
	(void)state;
	make_checkout();
	/* Were it taken, nothing would end it. */
	assert_int_equal(WEXITSTATUS(system("timeout 20 $ZCOPY_TEST_TOOL watch --on pass --kernel fats "
					    "checkout/mine 2>watch.log")), 2);
	assert_said("target pass has no kernel 'fats'; did you mean 'fast'?", 1);
	assert_int_equal(WEXITSTATUS(system("timeout 20 $ZCOPY_TEST_TOOL watch --on pas checkout/mine "
					    "2>watch.log")), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_again),
		cmocka_unit_test(ends_in_the_middle),
		cmocka_unit_test(builds_only_what_can_be),
		cmocka_unit_test(one_variant),
		cmocka_unit_test(wrong_usage),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("zcopy-ctl watch", tests, NULL, NULL);
}
