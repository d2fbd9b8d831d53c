// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shell: the real program at both ends, with a played target between them. With a
 * terminal it is driven as somebody who types would.
 */
#include "test.h"

#include <errno.h>
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
#include "host/escape.h"
#include "util/memory.h"

/* A busy machine is slow; what is right does not wait that long. */
#define PATIENCE 60.0

static void commands(void **state)
{
	struct result result = ctl("shell", "--on", "pass", "sh", "-c",
				   "echo to $0; echo error >&2; exit 7", "me", NULL);

	(void)state;
	assert_int_equal(result.code, 7);
	assert_string_equal(result.out, "to me");
	assert_string_equal(result.err, "error");
	assert_all_gone(0);
	drop(&result);
	/* Options behind the command are the command's. */
	result = ctl("shell", "--on", "pass", "echo", "--on", "--in=x", NULL);
	assert_int_equal(result.code, 0);
	assert_string_equal(result.out, "--on --in=x");
	drop(&result);
	result = ctl("shell", "--on", "pass", "no-such-program", NULL);
	assert_int_equal(result.code, 127);
	assert_contains(result.err, "cannot run no-such-program: No such file");
	drop(&result);
	/* zcopy-ctl itself is found by its name. */
	result = ctl("shell", "--on", "pass", "zcopy-ctl", "--version", NULL);
	assert_int_equal(result.code, 0);
	assert_contains(result.out, "zcopy-ctl ");
	drop(&result);
	/* A program that is killed, as a shell tells it */
	result = ctl("shell", "--on", "pass", "sh", "-c", "kill -9 $$", NULL);
	assert_int_equal(result.code, 128 + SIGKILL);
	drop(&result);
}

/* Much more than any pipe or socket holds, there and back */
static void much_input(void **state)
{
	char *command = xprintf("seq 300000 >much && %s shell --on pass cat <much >back && cmp much back",
				program);

	(void)state;
	assert_int_equal(system(command), 0);
	free(command);
	/* Nobody reads it: the end comes all the same. */
	command = xprintf("%s shell --on pass true <much", program);
	assert_int_equal(system(command), 0);
	free(command);
	unlink("much");
	unlink("back");
}

static void what_goes_wrong(void **state)
{
	struct result result = ctl("shell", "--on", "pass", "--in", "frnt", NULL);

	(void)state;
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "did you mean 'front'?");
	drop(&result);
	result = ctl("shell", "--on", "pas", NULL);
	assert_int_equal(result.code, 2);
	assert_contains(result.err, "did you mean 'pass'?");
	drop(&result);
	result = ctl("shell", "--on", "refuses", "true", NULL);
	assert_int_equal(result.code, 3);
	assert_contains(result.err, "the kernel is missing: make it");
	drop(&result);
	result = ctl("shell", "--on", "dies-early", "--out", "dies-out", "true", NULL);
	assert_int_equal(result.code, 3);	/* as run says it */
	assert_contains(result.err, "init: cannot load module xen-zcopy.ko");
	assert_contains(result.err, "log: dies-out/shell.back.log");
	drop(&result);
	result = ctl("shell", "--on", "never-boots-soon", "true", NULL);
	assert_int_equal(result.code, 5);
	assert_contains(result.err, "does not boot: no progress for 0.5 s");
	assert_all_gone(0);
	drop(&result);
	/* The target ends under the program's feet. */
	result = ctl("shell", "--on", "pass", "sh", "-c", "kill -9 $PPID; sleep 5", NULL);
	assert_int_equal(result.code, 4);
	assert_contains(result.err, "the target ended");
	assert_all_gone(0);
	drop(&result);
	/* A kernel that reports a bug is told at once, and the program goes on. */
	result = ctl("shell", "--on", "splat", "--out", "shell-out", "sh", "-c",
		     "sleep 0.8; echo still here", NULL);
	assert_int_equal(result.code, 4);
	assert_string_equal(result.out, "still here");
	assert_contains(result.err, "kernel of back: KASAN");
	assert_contains(result.err, "log: shell-out/shell.back.log");
	drop(&result);
}

/* A kernel that boots again and again is never silent. */
static void endless_boot(void **state)
{
	char *command = xprintf("timeout 30 %s shell --on boots-forever-soon --out out true 2>said", program);
	double began = now();
	int status = system(command);

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 5);
	assert_true(now() - began < 20);
	free(command);
}

/* Nobody reads any more, or there is no room: the program there is ended. */
static void output_that_goes_nowhere(void **state)
{
	char *command = xprintf("{ timeout 30 %s shell --on pass yes; echo $? >code; } | head -n 1 >said &&"
				" grep -qx y said && grep -qx 141 code", program);
	int status;

	(void)state;
	assert_int_equal(system(command), 0);
	assert_all_gone(PATIENCE);
	free(command);
	command = xprintf("timeout 30 %s shell --on pass echo x >/dev/full 2>said", program);
	status = system(command);
	assert_int_equal(WEXITSTATUS(status), 3);
	assert_int_equal(system("grep -q 'cannot write what the program says: No space' said"), 0);
	free(command);
}

/* --- with a terminal --------------------------------------------------------- */

struct typist {
	pid_t pid;
	int master, slave;
	struct termios before;
	char said[1 << 16];
	size_t nsaid;
};

/* Reads until it was said, behind what was heard before */
static void hears(struct typist *typist, const char *text)
{
	double end = now() + PATIENCE;
	static char *at;

	while (!(at = strstr(typist->said, text)) && now() < end) {
		struct pollfd fd = { .fd = typist->master, .events = POLLIN };
		ssize_t got;

		if (poll(&fd, 1, 50) <= 0)
			continue;
		got = read(typist->master, typist->said + typist->nsaid,
			   sizeof(typist->said) - 1 - typist->nsaid);
		if (got > 0)
			typist->nsaid += got;
		typist->said[typist->nsaid] = '\0';
	}
	if (!at)
		fail_msg("'%s' was not said: '%s'", text, typist->said);
	at += strlen(text);
	typist->nsaid -= at - typist->said;
	memmove(typist->said, at, typist->nsaid + 1);
}

static void types(struct typist *typist, const char *text)
{
	assert_int_equal(write(typist->master, text, strlen(text)), strlen(text));
}

static void sit_down(struct typist *typist)
{
	struct winsize size = { .ws_row = 31, .ws_col = 97 };

	*typist = (struct typist){ 0 };
	assert_int_equal(openpty(&typist->master, &typist->slave, NULL, NULL, &size), 0);
	fcntl(typist->master, F_SETFD, FD_CLOEXEC);
	assert_int_equal(tcgetattr(typist->slave, &typist->before), 0);
	unlink(pids);
	typist->pid = fork();
	if (typist->pid == 0) {
		/* A test that fails leaves nobody behind */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		login_tty(dup(typist->slave));
		/* As a login does it: what runs in the background was begun without them */
		signal(SIGINT, SIG_DFL);
		signal(SIGQUIT, SIG_DFL);
		setenv("PS1", "ready: ", 1);
		execl(program, program, "shell", "--on", "pass", "sh", NULL);
		_exit(127);
	}
	hears(typist, "ready: ");
}

/* It has ended, nothing is left of it, and the terminal is as it was. */
static void gets_up(struct typist *typist, int code)
{
	double end = now() + PATIENCE;
	struct termios after;
	int status = 0;
	pid_t gone;

	while (!(gone = waitpid(typist->pid, &status, WNOHANG)) && now() < end) {
		char bytes[4096];
		struct pollfd fd = { .fd = typist->master, .events = POLLIN };

		if (poll(&fd, 1, 20) > 0 && read(typist->master, bytes, sizeof(bytes)) < 0)
			break;
	}
	assert_int_equal(gone, typist->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
	assert_int_equal(tcgetattr(typist->slave, &after), 0);
	assert_int_equal(after.c_lflag, typist->before.c_lflag);
	assert_int_equal(after.c_iflag, typist->before.c_iflag);
	assert_int_equal(after.c_oflag, typist->before.c_oflag);
	close(typist->master);
	close(typist->slave);
	assert_all_gone(PATIENCE);
}

static void typing(void **state)
{
	struct winsize size = { .ws_row = 40, .ws_col = 120 };
	struct typist typist;
	struct termios raw;

	(void)state;
	sit_down(&typist);
	assert_int_equal(tcgetattr(typist.slave, &raw), 0);
	assert_int_equal(raw.c_lflag & (ICANON | ECHO | ISIG), 0);
	types(&typist, "stty size; tty\r");
	hears(&typist, "31 97");
	hears(&typist, "/dev/pts/");
	hears(&typist, "ready: ");
	assert_int_equal(ioctl(typist.master, TIOCSWINSZ, &size), 0);
	types(&typist, "until stty size | grep '40 120'; do sleep 0.1; done\r");
	hears(&typist, "\r\n40 120");
	hears(&typist, "ready: ");
	/* Ctrl-C is for the program there, Ctrl-Z too */
	types(&typist, "echo sleeps; sleep 100\r");
	hears(&typist, "\r\nsleeps");
	usleep(200000);
	types(&typist, "\003");
	hears(&typist, "ready: ");
	types(&typist, "echo code $?\r");
	hears(&typist, "\r\ncode 130");
	types(&typist, "exit 9\r");
	gets_up(&typist, 9);
}

static void ways_out(void **state)
{
	static const char *const hang = "trap '' INT HUP; echo hangs; while :; do sleep 1; done\r";
	struct typist typist;

	(void)state;
	/* A shell that takes no Ctrl-C: help, then out */
	sit_down(&typist);
	types(&typist, hang);
	hears(&typist, "\r\nhangs");
	types(&typist, "\003\r~?");
	hears(&typist, "~. ends the target");
	types(&typist, "~.");
	gets_up(&typist, 130);
	/* Somebody tells us to end. */
	sit_down(&typist);
	types(&typist, hang);
	hears(&typist, "\r\nhangs");
	kill(typist.pid, SIGTERM);
	gets_up(&typist, 130);
	/* The target is gone. */
	sit_down(&typist);
	types(&typist, "echo dies; sleep 0.3; kill -9 $PPID\r");
	hears(&typist, "\r\ndies");
	gets_up(&typist, 4);
	/* A signal that nobody waits for */
	sit_down(&typist);
	types(&typist, "echo there\r");
	hears(&typist, "\r\nthere");
	kill(typist.pid, SIGQUIT);
	for (int i = 0, status; i < 6000 && waitpid(typist.pid, &status, WNOHANG) == 0; i++)
		usleep(10000);
	assert_int_equal(tcgetattr(typist.slave, &typist.before), 0);
	assert_true(typist.before.c_lflag & ICANON);
	close(typist.master);
	close(typist.slave);
	assert_all_gone(PATIENCE);
}

static void escapes(void **state)
{
	static const struct {
		const char *typed, *kept;
		int wants;
	} cases[] = {
		{ "ls\r", "ls\r", ESCAPE_NOTHING },
		{ "~.", "", ESCAPE_END },
		{ "a~.", "a~.", ESCAPE_NOTHING },
		{ "a\r~.rest", "a\r", ESCAPE_END },
		{ "~~.\r", "~.\r", ESCAPE_NOTHING },
		{ "~/x", "~/x", ESCAPE_NOTHING },
		{ "~\r~.", "~\r", ESCAPE_END },
		{ "~?~.", "", ESCAPE_END },
		{ "x\n~?", "x\n", ESCAPE_HELP },
		{ "", "", ESCAPE_NOTHING },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct escape at_once = ESCAPE_INIT, in_parts = ESCAPE_INIT;
		size_t length = strlen(cases[i].typed), count = 0;
		char kept[64];

		count = escape_feed(&at_once, cases[i].typed, length, kept);
		kept[count] = '\0';
		assert_string_equal(kept, cases[i].kept);
		assert_int_equal(at_once.wants, cases[i].wants);
		/* How keys are cut into reads does not matter. */
		count = 0;
		for (size_t k = 0; k < length && in_parts.wants != ESCAPE_END; k++)
			count += escape_feed(&in_parts, cases[i].typed + k, 1, kept + count);
		kept[count] = '\0';
		assert_string_equal(kept, cases[i].kept);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands),
		cmocka_unit_test(much_input),
		cmocka_unit_test(what_goes_wrong),
		cmocka_unit_test(endless_boot),
		cmocka_unit_test(output_that_goes_nowhere),
		cmocka_unit_test(typing),
		cmocka_unit_test(ways_out),
		cmocka_unit_test(escapes),
	};

	if (!ctl_init())
		return 2;
	/* Whether the tests have a terminal must not matter. */
	freopen("/dev/null", "r", stdin);
	return cmocka_run_group_tests_name("zcopy-ctl shell", tests, NULL, NULL);
}
