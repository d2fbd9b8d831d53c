// SPDX-License-Identifier: GPL-2.0-or-later
/* The conductor as a program: its options, a serial line as record, pictures. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/received.h"
#include "run.h"
#include "util/capture.h"
#include "util/memory.h"

static struct trouble trouble;

/* Runs the conductor with its record on @fd, and nobody at its neighbours' ends */
static pid_t conduct_on(int fd)
{
	pid_t pid = fork();

	if (pid == 0) {
		int agent[2];

		if (socketpair(AF_UNIX, SOCK_STREAM, 0, agent) != 0 || dup2(fd, 103) < 0 ||
		    dup2(agent[0], 104) < 0)
			_exit(126);
		execl("tool/zcopy-ctl", "zcopy-ctl", "conduct", "--record", "103",
		      "--agent", "104", "--toolstack", "104", NULL);
		_exit(127);
	}
	return pid;
}

/* All that comes within a second, until @end was in it */
static char *hear(int fd, const char *end)
{
	static char text[65536];
	size_t length = 0;
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	text[0] = '\0';
	while (!(length && strstr(text, end)) && poll(&ready, 1, 1000) > 0) {
		ssize_t got = read(fd, text + length, sizeof(text) - 1 - length);

		if (got <= 0)
			break;
		length += got;
		text[length] = '\0';
	}
	return text;
}

static void serial_line_is_raw(void **state)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, status;
	char *said;
	pid_t pid;

	(void)state;
	assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	pid = conduct_on(slave);
	alarm(20);
	said = hear(master, "\n");
	assert_int_equal(strncmp(said, "{\"hello\":1,", 11), 0);
	assert_null(strchr(said, '\r'));
	/* A frontend whose stream lasts can outlive its backend */
	assert_contains(said, "\"caps\":[\"kill\",\"kill-back\",\"mmap\"]");
	/* Ctrl-C and others are bytes like all; nothing is echoed, and a quit is heard */
	assert_true(write(master, "\x03\x1c{\"nothing\":1}\r\n", 17) == 17);
	assert_string_equal(hear(master, "\n"), "");
	assert_true(write(master, "{\"quit\":1}\n", 11) == 11);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	alarm(0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	close(slave);
	close(master);
}

static void assert_says(int expected, const char *words, char *const *argv)
{
	char *out, *err;
	int code = capture(argv, &out, &err);

	if (code != expected)
		fail_msg("%d instead of %d: %s", code, expected, err);
	assert_contains(err, words);
	free(out);
	free(err);
}

#define SAYS(code, words, ...) \
	assert_says(code, words, (char *[]){ "tool/zcopy-ctl", __VA_ARGS__, NULL })

static void options_are_checked(void **state)
{
	(void)state;
	SAYS(2, "both needed", "conduct", "--record", "3");
	SAYS(2, "both needed", "conduct", "--agent", "vchan");
	SAYS(2, "\"vchand\" is no number", "conduct", "--record", "3", "--agent", "vchand");
	SAYS(2, "give one", "conduct", "--record", "3", "--agent", "vchan", "--toolstack", "4",
	     "--toolstack-exec", "x");
	SAYS(2, "--stream=FD or --vchan", "agent");
	SAYS(2, "--stream=FD or --vchan", "agent", "--vchan", "--stream", "3");
}

/* What the host finds as last words when a target does not come up */
static void missing_things_are_told(void **state)
{
	(void)state;
	SAYS(3, "zcopy-ctl conduct: cannot run the toolstack ./nothing: No such file",
	     "conduct", "--record", "3", "--agent", "vchan", "--toolstack-exec", "./nothing");
	SAYS(3, "zcopy-ctl conduct: the toolstack has ended, and was asked to \"start front\"",
	     "conduct", "--record", "3", "--agent", "vchan", "--toolstack-exec", "/bin/true");
	if (access("/dev/xen", F_OK) != 0) {
		SAYS(3, "cannot serve domain 9 over a vchan", "conduct", "--record", "3",
		     "--agent", "vchan", "--front-domid", "9");
		SAYS(3, "zcopy-ctl agent: XenStore cannot be reached", "agent", "--vchan");
	}
}

struct sending {
	struct stream stream;
	const char *name;
	int result;
};

static void *send_away(void *argument)
{
	struct sending *sending = argument;

	sending->result = send_file(&sending->stream, "sent", sending->name, &trouble);
	shutdown(sending->stream.fd, SHUT_RDWR);
	return NULL;
}

static void fill(const char *path, size_t size)
{
	FILE *file = fopen(path, "w");
	uint64_t seed = size;

	assert_non_null(file);
	for (size_t i = 0; i < size; i++)
		fputc(chance(&seed), file);
	assert_int_equal(fclose(file), 0);
}

/* Sent here and received by the host's side, it is the same; here it is gone */
static void pictures_arrive_whole(void **state)
{
	static const size_t sizes[] = { 1, 98304, 98305, 1000000 };

	(void)state;
	mkdir("sent", 0777);
	mkdir("arrived", 0777);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct sending sending = { .name = "picture.png" };
		struct json_object *message, *part;
		struct stream host;
		unsigned int parts = 0;
		pthread_t thread;
		int pair[2];

		fill("sent/picture.png", sizes[i]);
		fill("sent/copy", sizes[i]);
		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		stream_init(&sending.stream, pair[0]);
		stream_init(&host, pair[1]);
		assert_int_equal(pthread_create(&thread, NULL, send_away, &sending), 0);
		while ((message = stream_read(&host))) {
			char *problem;

			assert_true(strlen(json_object_to_json_string(message)) < 200000);
			assert_true(json_object_object_get_ex(message, "file", &part));
			problem = received_file(part, "arrived");
			if (problem)
				fail_msg("%s", problem);
			json_object_put(message);
			parts++;
		}
		pthread_join(thread, NULL);
		assert_int_equal(sending.result, 0);
		assert_int_equal(parts, (sizes[i] + 98303) / 98304);
		assert_int_equal(system("cmp sent/copy arrived/picture.png"), 0);
		assert_int_not_equal(access("sent/picture.png", F_OK), 0);
		stream_finish(&sending.stream);
		stream_finish(&host);
		close(pair[0]);
		close(pair[1]);
	}
}

static void picture_that_is_missing(void **state)
{
	struct stream nowhere;

	(void)state;
	stream_init(&nowhere, -1);
	assert_int_equal(send_file(&nowhere, "sent", "missing.png", &trouble), -1);
	assert_int_equal(trouble.error, ENOENT);
	assert_contains(trouble.text, "sent/missing.png");
	trouble_clear(&trouble);
	stream_finish(&nowhere);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serial_line_is_raw),
		cmocka_unit_test(options_are_checked),
		cmocka_unit_test(missing_things_are_told),
		cmocka_unit_test(pictures_arrive_whole),
		cmocka_unit_test(picture_that_is_missing),
	};

	return cmocka_run_group_tests_name("guest conduct", tests, NULL, NULL);
}
