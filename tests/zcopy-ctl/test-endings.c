// SPDX-License-Identifier: GPL-2.0-or-later
/* Targets that crash, hang or are interrupted: nothing is waited for, nothing is left running */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ctl.h"
#include "target/console.h"

/* The target hangs after a panic; nobody waits for the timeout. */
static void panic_ends_at_once(void **state)
{
	struct result result = PLAY("panic", "--timeout", "60");

	(void)state;
	assert_int_equal(result.code, 4);
	assert_contains(result.out, "kernel panic");
	assert_true(result.seconds < 5);
	assert_all_gone(0);
	drop(&result);
}

static void deaths(void **state)
{
	struct result result = PLAY("death");

	(void)state;
	assert_int_equal(result.code, 4);
	assert_contains(result.out, "killed by signal 11");
	drop(&result);
	result = PLAY("death-silent");
	assert_int_equal(result.code, 4);
	assert_contains(result.out, "ended in the middle");
	drop(&result);
	result = PLAY("dies-early");
	assert_int_equal(result.code, 3);
	assert_contains(result.out, "cannot load module xen-zcopy.ko");
	drop(&result);
}

static void hanging(void **state)
{
	struct result result = PLAY("hang", "--timeout", "0.5");

	(void)state;
	assert_int_equal(result.code, 5);
	assert_contains(result.out, "timeout");
	assert_contains(result.out, "no progress for");
	assert_contains(result.out, "one.zs:5");
	assert_true(result.seconds > 0.4 && result.seconds < 5);
	assert_all_gone(0);
	drop(&result);
	result = PLAY("never-boots", "--timeout", "0.5");
	assert_int_equal(result.code, 5);
	assert_contains(result.out, "boots");
	assert_all_gone(0);
	drop(&result);
}

/* A kernel that never stops to print: everybody else has a turn all the same. */
static void endless_words(void **state)
{
	struct result result = PLAY("flood", "--timeout", "0.5");
	struct console console;
	int zero = open("/dev/zero", O_RDONLY);

	(void)state;
	/* Here is always more, however fast it is read. */
	assert_true(zero >= 0);
	console_init(&console, "back", zero);
	alarm(20);
	assert_true(console_read(&console, 0));
	alarm(0);
	assert_true(console.nlines > 0);
	console_finish(&console);
	assert_int_equal(result.code, 5);
	assert_true(result.seconds < 6);
	assert_all_gone(0);
	drop(&result);
}

/* Each step is progress: the time is not that of the whole scenario. */
static void slow_but_alive(void **state)
{
	struct result result = PLAY("slow", "--timeout", "1");

	(void)state;
	assert_true(result.seconds > 1.2);
	assert_int_equal(result.code, 0);
	drop(&result);
}

/* SIGTERM is not enough for these. */
static void nothing_survives(void **state)
{
	static const char *const plays[] = { "stubborn", "orphan" };

	(void)state;
	for (size_t i = 0; i < COUNT(plays); i++) {
		struct result result = PLAY(plays[i], "--timeout", "0.5");

		assert_int_equal(result.code, 5);
		assert_true(assert_all_gone(0) >= 2);
		drop(&result);
	}
}

/* Starts a run that hangs, and comes back when the target is there. */
static pid_t start_hanging(const char *play)
{
	pid_t pid;

	unlink(pids);
	pid = fork();
	if (pid == 0) {
		freopen("/dev/null", "w", stdout);
		freopen("interrupted.log", "w", stderr);
		execl(program, program, "run", "--on", play, "--out", "out", scenario("one"), NULL);
		_exit(127);
	}
	for (int i = 0; i < 500; i++) {
		FILE *file = fopen(pids, "r");
		int one, count = 0;

		while (file && fscanf(file, "%d", &one) == 1)
			count++;
		if (file)
			fclose(file);
		if (count >= (strcmp(play, "hang") == 0 ? 1 : strcmp(play, "lacks") == 0 ? 3 : 2))
			break;
		usleep(10000);
	}
	usleep(100000);
	return pid;
}

static void interrupting(void **state)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

	(void)state;
	for (size_t i = 0; i < COUNT(signals); i++) {
		pid_t pid = start_hanging("hang");
		char text[256] = "";
		int status;
		FILE *log;

		kill(pid, signals[i]);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 130);
		assert_all_gone(0);
		log = fopen("interrupted.log", "r");
		assert_non_null(log);
		text[fread(text, 1, sizeof(text) - 1, log)] = '\0';
		fclose(log);
		assert_contains(text, "interrupted");
	}
}

/* What builds a target is ended with us, and all that it has started. */
static void interrupting_a_build(void **state)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

	(void)state;
	for (size_t i = 0; i < COUNT(signals); i++) {
		pid_t pid = start_hanging("lacks");
		int status;

		kill(pid, signals[i]);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(assert_all_gone(0), 3);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 130);
	}
}

/* Nobody can clean up after SIGKILL; the target notices by itself. */
static void killed(void **state)
{
	pid_t pid = start_hanging("hang");
	int status;

	(void)state;
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_all_gone(3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(panic_ends_at_once),
		cmocka_unit_test(deaths),
		cmocka_unit_test(hanging),
		cmocka_unit_test(endless_words),
		cmocka_unit_test(slow_but_alive),
		cmocka_unit_test(nothing_survives),
		cmocka_unit_test(interrupting),
		cmocka_unit_test(interrupting_a_build),
		cmocka_unit_test(killed),
	};

	if (!ctl_init())
		return 2;
	return cmocka_run_group_tests_name("zcopy-ctl endings", tests, NULL, NULL);
}
