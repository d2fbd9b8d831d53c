// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The daemon as a whole, with tests/emulator/fake-kernel.c for a kernel. The
 * console is a pipe that every process of a domain holds open: when it is at
 * its end, nobody is left.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define PATIENCE_MS 10000

static char text[4096];
static size_t length;
static int console;

/* Everything that was said, up to the end, or up to @until */
static bool hear(const char *until)
{
	struct pollfd pollfd = { .fd = console, .events = POLLIN };
	ssize_t n;

	while (!until || !strstr(text, until)) {
		if (poll(&pollfd, 1, PATIENCE_MS) != 1)
			return false;
		n = read(console, text + length, sizeof(text) - 1 - length);
		if (n <= 0)
			return !until;
		length += n;
		text[length] = '\0';
	}
	return true;
}

static void run(const char *kernel, const char *back, const char *front, int out)
{
	char do_back[64], do_front[64];

	snprintf(do_back, sizeof(do_back), "--append-back=do=%s", back);
	snprintf(do_front, sizeof(do_front), "--append-front=do=%s", front);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execl(FAKEXEND, "fakexend", "--kernel", kernel, "--init", "/init",
	      "--console-fds", "1,1", do_back, do_front, NULL);
	_exit(127);
}

static pid_t start_kernel(const char *kernel, const char *back,
			  const char *front)
{
	int pair[2];
	pid_t pid;

	length = 0;
	text[0] = '\0';
	assert_int_equal(pipe(pair), 0);
	console = pair[0];
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		run(kernel, back, front, pair[1]);
	}
	close(pair[1]);
	return pid;
}

static pid_t start(const char *back, const char *front)
{
	return start_kernel(FAKE_KERNEL, back, front);
}

static int status_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void assert_nobody_left(void)
{
	if (!hear(NULL))
		fail_msg("somebody is still there; heard: %s", text);
	close(console);
}

static void power_off_is_told_by_the_guest(void **state)
{
	pid_t pid = start("power-off", "front");

	(void)state;
	/* Although its process was aborted */
	assert_int_equal(status_of(pid), 0);
	assert_nobody_left();
	assert_non_null(strstr(text, "domain 0: power-off"));
}

static void an_end_without_a_word_is_a_crash(void **state)
{
	pid_t pid = start("end", "front");

	(void)state;
	assert_int_equal(status_of(pid), 4);
	assert_nobody_left();
}

static void signals_end_everything(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		pid_t pid = start("sleep", "sleep");

		assert_true(hear("domain 0"));
		assert_true(hear("domain 1"));
		kill(pid, signals[i]);
		assert_int_equal(status_of(pid), 128 + signals[i]);
		assert_nobody_left();
	}
}

static void even_being_killed_ends_everything(void **state)
{
	pid_t pid = start("sleep", "sleep");

	(void)state;
	assert_true(hear("domain 0"));
	assert_true(hear("domain 1"));
	kill(pid, SIGKILL);
	assert_int_equal(status_of(pid), -SIGKILL);
	assert_nobody_left();
}

static void the_parents_death_ends_everything(void **state)
{
	int pair[2];
	pid_t pid;

	(void)state;
	length = 0;
	text[0] = '\0';
	assert_int_equal(pipe(pair), 0);
	console = pair[0];
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		if (fork() == 0)
			run(FAKE_KERNEL, "sleep", "sleep", pair[1]);
		close(pair[1]);
		pause();
	}
	close(pair[1]);
	assert_true(hear("domain 0"));
	assert_true(hear("domain 1"));
	kill(pid, SIGKILL);
	assert_int_equal(status_of(pid), -SIGKILL);
	assert_nobody_left();
}

static void the_toolstack_kills_starts_and_tells(void **state)
{
	pid_t pid = start("toolstack", "front");
	int status = status_of(pid);

	(void)state;
	assert_nobody_left();
	if (status)
		fail_msg("status %d: %s", status, text);
}

static unsigned int times_said(const char *words)
{
	unsigned int times = 0;

	for (const char *at = text; (at = strstr(at, words)); at++)
		times++;
	return times;
}

static void the_backend_comes_again(void **state)
{
	pid_t pid = start("back-twice", "front");

	(void)state;
	assert_int_equal(status_of(pid), 0);
	assert_nobody_left();
	assert_int_equal(times_said("domain 0"), 2);
	/* On a busy machine the end comes before the frontend's first word */
	assert_true(times_said("domain 1") <= 1);
}

static void each_guest_has_a_file_offset_of_its_own(void **state)
{
	pid_t pid = start("own-offset", "front");
	int status = status_of(pid);

	(void)state;
	assert_nobody_left();
	if (status)
		fail_msg("status %d: %s", status, text);
}

static void what_is_missing_is_said(void **state)
{
	pid_t pid = start_kernel("/nowhere/linux", "end", "end");

	(void)state;
	assert_int_equal(status_of(pid), 3);
	assert_nobody_left();
	assert_non_null(strstr(text, "no kernel at /nowhere/linux"));
	assert_non_null(strstr(text, "make kernels"));
}

static void bad_usage_is_said(void **state)
{
	static const char *const bad[] = {
		"--nonsense", "--grant-frames=0", "--grant-frames=257",
		"--grant-frames=many", "--record-fd=x", "--console-fds=1",
		"--console-fds=1,2,3", "--console-fds=1,99", "--record-fd=99",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		pid_t pid = fork();

		if (pid == 0) {
			close(STDERR_FILENO);
			execl(FAKEXEND, "fakexend", "--kernel", FAKE_KERNEL,
			      "--init", "/init", "--console-fds=1,1", bad[i],
			      NULL);
			_exit(127);
		}
		if (status_of(pid) != 2)
			fail_msg("accepted: %s", bad[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(power_off_is_told_by_the_guest),
		cmocka_unit_test(an_end_without_a_word_is_a_crash),
		cmocka_unit_test(signals_end_everything),
		cmocka_unit_test(even_being_killed_ends_everything),
		cmocka_unit_test(the_parents_death_ends_everything),
		cmocka_unit_test(the_toolstack_kills_starts_and_tells),
		cmocka_unit_test(the_backend_comes_again),
		cmocka_unit_test(each_guest_has_a_file_offset_of_its_own),
		cmocka_unit_test(what_is_missing_is_said),
		cmocka_unit_test(bad_usage_is_said),
	};

	return cmocka_run_group_tests_name("fakexend", tests, NULL, NULL);
}
