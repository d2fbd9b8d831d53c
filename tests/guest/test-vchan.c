// SPDX-License-Identifier: GPL-2.0-or-later
/* The vchan transport, over a played libxenvchan, and a toolstack as a program. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conductor.h"
#include "fake-vchan.h"
#include "scenario/verbs.h"
#include "transport.h"
#include "util/memory.h"

/* Much more than the rings and the sockets hold */
#define MUCH (3u << 20)

static struct trouble trouble;

/* Conductors and joined vchans live until their process ends: no leaks */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

struct pour {
	int fd;
	uint32_t seed;
};

static void *pour(void *argument)
{
	const struct pour *pour = argument;
	uint64_t state = pour->seed;
	char bytes[777];

	for (size_t done = 0; done < MUCH; ) {
		size_t length = 1 + done % sizeof(bytes);

		if (length > MUCH - done)
			length = MUCH - done;
		for (size_t i = 0; i < length; i++)
			bytes[i] = chance(&state);
		for (size_t sent = 0; sent < length; ) {
			ssize_t now = write(pour->fd, bytes + sent, length - sent);

			if (now <= 0)
				return (void *)"cannot write";
			sent += now;
		}
		done += length;
	}
	return NULL;
}

static void *drink(void *argument)
{
	const struct pour *pour = argument;
	uint64_t state = pour->seed;
	char bytes[5000];

	for (size_t done = 0; done < MUCH; ) {
		ssize_t got = read(pour->fd, bytes, sizeof(bytes));

		if (got <= 0)
			return (void *)"ended too early";
		for (ssize_t i = 0; i < got; i++)
			if (bytes[i] != (char)chance(&state))
				return (void *)"a byte is wrong";
		done += got;
	}
	return NULL;
}

/* Both ends; the agent's must be told whom it joins before */
static void connect_both(struct transport *transport, uint32_t domid, int *server, int *client)
{
	uint32_t told = 0;

	fake_domid = domid;
	*server = transport->open(transport, domid, &trouble);
	assert_true(*server >= 0);
	*client = vchan_join(&told, &trouble);
	assert_true(*client >= 0);
	assert_int_equal(told, domid);
}

static void bytes_arrive_both_ways_at_once(void **state)
{
	void *(*const functions[])(void *) = { pour, drink, pour, drink };
	struct transport *transport = transport_of_vchan();
	pthread_t threads[4];
	int server, client;
	void *problem;

	(void)state;
	connect_both(transport, 12, &server, &client);
	struct pour work[] = { { server, 1 }, { client, 1 }, { client, 2 }, { server, 2 } };

	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, functions[i], &work[i]), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &problem);
		if (problem)
			fail_msg("%s", (char *)problem);
	}
	transport->close(transport);
}

static void what_was_said_last_arrives(void **state)
{
	struct transport *transport = transport_of_vchan();
	char text[32] = "";
	int server, client;

	(void)state;
	connect_both(transport, 13, &server, &client);
	assert_int_equal(write(client, "farewell", 8), 8);
	shutdown(client, SHUT_RDWR);
	assert_int_equal(recv(server, text, 8, MSG_WAITALL), 8);
	assert_string_equal(text, "farewell");
	assert_int_equal(read(server, text, 1), 0);
	transport->close(transport);
}

/* A dead frontend reads nothing, and nobody tells */
static void full_ring_does_not_keep_it_open(void **state)
{
	struct transport *transport = transport_of_vchan();
	char bytes[4096] = "";
	int server;

	(void)state;
	server = transport->open(transport, 14, &trouble);
	assert_true(server >= 0);
	assert_true(fake_vchan_at("/local/domain/0/data/zcopy/14"));
	fcntl(server, F_SETFL, O_NONBLOCK);
	while (write(server, bytes, sizeof(bytes)) > 0 || (usleep(20000), write(server, bytes, 1) > 0))
		;
	alarm(10);
	transport->close(transport);
	alarm(0);
	assert_false(fake_vchan_at("/local/domain/0/data/zcopy/14"));
}

static int script(const char *text)
{
	int fd = open("toolstack.sh", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);

	assert_true(fd >= 0);
	dprintf(fd, "#!/bin/sh\n%s\n", text);
	close(fd);
	return toolstack_spawn("./toolstack.sh", &trouble);
}

/* Its threads live until the process ends, and so does it */
static struct conductor *start(int toolstack)
{
	struct conductor *conductor = xalloc(sizeof(*conductor));

	assert_true(toolstack >= 0);
	conductor_init(conductor, &(struct conductor_config){
		.record = -1, .toolstack = toolstack, .transport = transport_of_vchan(),
		.front_domid = 1, .patience = 1, .actor = { .display_driver = "no-such-driver" },
	});
	return conductor;
}

static void *play_agent(void *unused)
{
	uint32_t domid;
	int fd = vchan_join(&domid, &trouble);
	char byte;

	(void)unused;
	dprintf(fd, "{\"hello\":1,\"domid\":%u}\n", domid);
	while (read(fd, &byte, 1) > 0)
		;
	close(fd);
	return NULL;
}

/* What a killed domain's stream holds is held until its successor comes, no longer */
static void every_frontend_has_its_own(void **state)
{
	struct conductor *conductor;
	unsigned int served = fake_vchan_served();
	pthread_t agents[2];

	(void)state;
	conductor = start(script("n=40\nwhile read verb role; do case $verb in\n"
				"start) n=$((n+1)); echo ok $n ;;\n"
				"kill) echo died front; echo ok ;;\n"
				"esac; done"));
	for (int i = 0; i < 2; i++) {
		if (i)
			assert_int_equal(front_kill(conductor, &trouble), 0);
		assert_false(conductor->front_up);
		assert_int_equal(front_start(conductor, &trouble), 0);
		assert_int_equal(conductor->domid[ROLE_FRONT], 41 + i);
		assert_int_equal(fake_vchan_served(), served + 1 + i);
		fake_domid = 41 + i;
		pthread_create(&agents[i], NULL, play_agent, NULL);
		if (front_wait(conductor, &trouble) < 0)
			fail_msg("%s", trouble.text);
		assert_true(conductor->front_up);
	}
	/* Told to end, it has not died by itself, and its stream is closed */
	assert_false(conductor->front_died);
	pthread_join(agents[0], NULL);
	assert_false(fake_vchan_at("/local/domain/0/data/zcopy/41"));
	assert_true(fake_vchan_at("/local/domain/0/data/zcopy/42"));
}

static void toolstack_that_refuses(void **state)
{
	struct conductor *conductor;

	(void)state;
	conductor = start(script("read line; echo error no memory; read line; echo ok 5x; read line"));
	assert_int_equal(front_start(conductor, &trouble), -1);
	assert_contains(trouble.text, "the toolstack answers \"error no memory\"");
	assert_int_equal(front_start(conductor, &trouble), -1);
	assert_contains(trouble.text, "ok 5x");
}

static void toolstack_that_ends(void **state)
{
	struct conductor *conductor;

	(void)state;
	conductor = start(script("read line; exit 0"));
	alarm(10);
	assert_int_equal(front_start(conductor, &trouble), -1);
	assert_contains(trouble.text, "the toolstack has ended");
	assert_int_equal(front_start(conductor, &trouble), -1);
	alarm(0);
}

static void toolstack_that_is_missing(void **state)
{
	(void)state;
	assert_int_equal(toolstack_spawn("./no-such-toolstack", &trouble), -1);
	assert_int_equal(trouble.error, ENOENT);
	assert_contains(trouble.text, "./no-such-toolstack");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_arrive_both_ways_at_once),
		cmocka_unit_test(what_was_said_last_arrives),
		cmocka_unit_test(full_ring_does_not_keep_it_open),
		cmocka_unit_test(every_frontend_has_its_own),
		cmocka_unit_test(toolstack_that_refuses),
		cmocka_unit_test(toolstack_that_ends),
		cmocka_unit_test(toolstack_that_is_missing),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("guest vchan", tests, NULL, NULL);
}
