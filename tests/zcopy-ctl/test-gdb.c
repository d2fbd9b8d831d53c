// SPDX-License-Identifier: GPL-2.0-or-later
/* run --gdb: says how a debugger is attached, waits for a word, and then has all the time */
#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include "ctl.h"

/* A busy machine is slow; what is right does not wait that long. */
#define PATIENCE 60.0

struct run {
	pid_t pid;
	int master, slave;	/* of a terminal, or -1 */
};

static void start(struct run *run, const char *target, bool terminal)
{
	*run = (struct run){ .master = -1, .slave = -1 };
	unlink(pids);
	unlink("gdb.log");
	if (terminal) {
		assert_int_equal(openpty(&run->master, &run->slave, NULL, NULL, NULL), 0);
		fcntl(run->master, F_SETFD, FD_CLOEXEC);
	}
	run->pid = fork();
	if (run->pid == 0) {
		int log = open("gdb.log", O_WRONLY | O_CREAT | O_TRUNC, 0600);

		/* A test that fails leaves nobody behind */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (terminal)
			login_tty(dup(run->slave));
		dup2(log, STDOUT_FILENO);
		dup2(log, STDERR_FILENO);
		execl(program, program, "run", "--on", target, "--gdb", "--timeout", "0.2",
		      "--out", "gdb-out", scenario("one"), NULL);
		_exit(127);
	}
}

static const char *log_text(void)
{
	static char text[1 << 16];
	FILE *file = fopen("gdb.log", "r");

	text[0] = '\0';
	if (file) {
		text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
		fclose(file);
	}
	return text;
}

static void assert_says(const char *part)
{
	double end = now() + PATIENCE;

	while (!strstr(log_text(), part) && now() < end)
		usleep(10000);
	assert_contains(log_text(), part);
}

static void assert_ends(struct run *run, int code)
{
	double end = now() + PATIENCE;
	int status = 0;
	pid_t gone;

	while (!(gone = waitpid(run->pid, &status, WNOHANG)) && now() < end)
		usleep(10000);
	assert_int_equal(gone, run->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
	if (run->master >= 0) {
		struct termios settings;

		assert_int_equal(tcgetattr(run->slave, &settings), 0);
		assert_int_equal(settings.c_lflag & (ICANON | ECHO), ICANON | ECHO);
		close(run->master);
		close(run->slave);
	}
	assert_all_gone(0);
}

/* The scenario's steps take longer than --timeout allows: with a debugger, nothing does. */
static void a_signal_says_go(void **state)
{
	struct result result = ctl("run", "--on", "slow", "--timeout", "0.2", "--out", "gdb-out",
				   scenario("one"), NULL);
	struct run run;

	(void)state;
	assert_int_equal(result.code, 5);
	drop(&result);
	start(&run, "slow", false);
	assert_says("back: debug ");
	assert_says(" gdb-out xen_zcopy:.text=0x1000 xen_zcopy:.bss=0x2000\n");
	assert_says("The first step waits for a key, or for: kill -CONT ");
	usleep(600000);
	assert_null(strstr(log_text(), "passed"));
	kill(run.pid, SIGCONT);
	assert_ends(&run, 0);
	assert_contains(log_text(), "passed  one");
}

static void a_key_says_go(void **state)
{
	struct termios settings;
	struct run run;

	(void)state;
	start(&run, "pass", true);
	assert_says("waits for a key");
	assert_int_equal(tcgetattr(run.slave, &settings), 0);
	assert_int_equal(settings.c_lflag & ICANON, 0);
	assert_int_equal(write(run.master, "g", 1), 1);
	assert_ends(&run, 0);
	/* Ctrl-C is no such key */
	start(&run, "pass", true);
	assert_says("waits for a key");
	assert_int_equal(write(run.master, "\003", 1), 1);
	assert_ends(&run, 130);
}

static void where_it_cannot_be(void **state)
{
	struct result result = PLAY("mixed", "--gdb");

	(void)state;
	assert_int_equal(result.code, 3);
	assert_contains(result.out, "target mixed does not say how a debugger is attached: ");
	assert_all_gone(0);
	drop(&result);
	result = PLAY("fail", "--gdb");
	assert_int_equal(result.code, 3);
	assert_contains(result.out, "no symbols here");
	assert_all_gone(0);
	drop(&result);
	result = PLAY("pass", "--gdb", "--jobs", "2");
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "not with --jobs");
	drop(&result);
}

/* Whoever finds a failure's files finds the way to a debugger there. */
static void a_failure_says_how(void **state)
{
	struct result result = PLAY("fail");
	char text[4096] = "";
	FILE *file = fopen("out/one.txt", "r");

	(void)state;
	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	fclose(file);
	assert_contains(text, "run --on fail --verbose --gdb ");
	drop(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signal_says_go),
		cmocka_unit_test(a_key_says_go),
		cmocka_unit_test(where_it_cannot_be),
		cmocka_unit_test(a_failure_says_how),
	};

	if (!ctl_init())
		return 2;
	freopen("/dev/null", "r", stdin);
	return cmocka_run_group_tests_name("zcopy-ctl gdb", tests, NULL, NULL);
}
