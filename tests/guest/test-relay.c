// SPDX-License-Identifier: GPL-2.0-or-later
/* Passing on bytes between the host and a domain's console. */
#include "test.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "relay.h"

struct line {
	int host, domain, toolstack;	/* the neighbours' ends */
	int ends[3];			/* the relay's */
	atomic_bool over;
	bool result;
};

static void *pass_on(void *argument)
{
	struct line *line = argument;

	line->result = relay(line->ends[0], line->ends[1], line->ends[2]);
	line->over = true;
	return NULL;
}

static struct line *line_create(void)
{
	struct line *line = calloc(1, sizeof(*line));
	int *ours[] = { &line->host, &line->domain, &line->toolstack };

	for (int i = 0; i < 3; i++) {
		int pair[2];

		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
		*ours[i] = pair[0];
		line->ends[i] = pair[1];
	}
	return line;
}

static struct line *line_start(struct line *line)
{
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, pass_on, line), 0);
	pthread_detach(thread);
	return line;
}

static void assert_over(struct line *line, bool result)
{
	for (int i = 0; i < 2000 && !line->over; i++)
		usleep(1000);
	assert_true(line->over);
	assert_int_equal(line->result, result);
}

static void line_end(struct line *line)
{
	for (int i = 0; i < 3; i++)
		close(line->ends[i]);
	close(line->host);
	close(line->domain);
	if (line->toolstack >= 0)
		close(line->toolstack);
	free(line);
}

static bool hears(int fd, const char *text, int timeout_ms)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char bytes[256];
	ssize_t got;

	if (poll(&ready, 1, timeout_ms) != 1)
		return false;
	got = read(fd, bytes, sizeof(bytes) - 1);
	if (got < 0)
		got = 0;
	bytes[got] = '\0';
	return strstr(bytes, text);
}

static void both_ways(void **state)
{
	struct line *line = line_start(line_create());

	(void)state;
	assert_int_equal(write(line->host, "typed", 5), 5);
	assert_true(hears(line->domain, "typed", 2000));
	assert_int_equal(write(line->domain, "said", 4), 4);
	assert_true(hears(line->host, "said", 2000));
	shutdown(line->host, SHUT_WR);
	assert_over(line, true);
	line_end(line);
}

/* The domain has more to say than the host takes; what is typed passes it by. */
static void typing_is_heard_by_who_talks(void **state)
{
	static const char words[4096];
	struct line *line = line_create();
	char bytes[65536];
	int small = 16384;

	(void)state;
	assert_int_equal(setsockopt(line->ends[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof(small)), 0);
	while (send(line->domain, words, sizeof(words), MSG_DONTWAIT) > 0)
		;
	assert_int_equal(write(line->host, "stop", 4), 4);
	line_start(line);
	assert_true(hears(line->domain, "stop", 2000));
	shutdown(line->domain, SHUT_WR);
	while (!line->over && recv(line->host, bytes, sizeof(bytes), MSG_DONTWAIT) != 0)
		;
	assert_over(line, true);
	line_end(line);
}

static double processor_seconds(void)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return used.tv_sec + used.tv_nsec / 1e9;
}

/* Without a toolstack nobody tells of a death; and nobody waits for that with all might */
static void toolstack_that_ended(void **state)
{
	struct line *line = line_start(line_create());
	double before;

	(void)state;
	close(line->toolstack);
	line->toolstack = -1;
	usleep(50000);
	before = processor_seconds();
	usleep(300000);
	assert_true(processor_seconds() - before < 0.1);
	assert_int_equal(write(line->host, "typed", 5), 5);
	assert_true(hears(line->domain, "typed", 2000));
	shutdown(line->host, SHUT_WR);
	assert_over(line, true);
	line_end(line);
}

static void death_is_told(void **state)
{
	struct line *line = line_start(line_create());

	(void)state;
	assert_int_equal(write(line->toolstack, "died front\n", 11), 11);
	assert_true(hears(line->host, "{\"died\":", 2000));
	assert_over(line, false);
	line_end(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways),
		cmocka_unit_test(typing_is_heard_by_who_talks),
		cmocka_unit_test(toolstack_that_ended),
		cmocka_unit_test(death_is_told),
	};

	return cmocka_run_group_tests_name("guest relay", tests, NULL, NULL);
}
