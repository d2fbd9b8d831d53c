// SPDX-License-Identifier: GPL-2.0-or-later
/* DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "buffers.h"
#include "groups.h"

#define WAIT_FREE	DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE

/* A live buffer, and what it takes to have one. */
struct live {
	struct shared shared;
	uint32_t handle, wait_handle;
};

static void live_init(struct live *live, struct test *test)
{
	struct drm_xen_zcopy_dumb_from_refs args;

	shared_init(&live->shared, 3);
	args = shared_map(test->zcopy, &live->shared);
	live->handle = args.dumb.handle;
	live->wait_handle = args.wait_handle;
}

static void live_finish(struct live *live, struct test *test)
{
	gem_close(test->zcopy, live->handle);
	await_free(test->zcopy, live->wait_handle);
	shared_finish(&live->shared);
}

/* [13] [15] */
static void bad_argument_pointer(void **state)
{
	struct test *test = *state;

	expect(call(test->zcopy, WAIT_FREE, NULL), EFAULT);
	expect(call(test->zcopy, WAIT_FREE, (void *)-4096L), EFAULT);
}

/* [2] */
static void unknown_handles(void **state)
{
	static const uint32_t handles[] = { 0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF };
	static const uint32_t times[] = { 0, 1, 1000, 0x7FFFFFFF, 0xFFFFFFFF };
	struct test *test = *state;

	for (size_t i = 0; i < COUNT(handles); i++)
		for (size_t k = 0; k < COUNT(times); k++)
			expect(wait_free(test->zcopy, handles[i] == 1 ? 0x10000000 : handles[i],
					 times[k]), ENOENT);
}

static void zero_only_asks(void **state)
{
	struct test *test = *state;
	struct live live;
	long long start;

	live_init(&live, test);
	start = now_ms();
	for (int i = 0; i < 1000; i++)
		expect(wait_free(test->zcopy, live.wait_handle, 0), ETIMEDOUT);
	/* a jiffy each would be ten seconds */
	assert_in_range(now_ms() - start, 0, 1000);
	live_finish(&live, test);
}

static void times_out(void **state)
{
	struct test *test = *state;
	struct live live;
	long long start, took;

	live_init(&live, test);
	start = now_ms();
	expect(wait_free(test->zcopy, live.wait_handle, 150), ETIMEDOUT);
	took = now_ms() - start;
	assert_in_range(took, 149, 1000);
	live_finish(&live, test);
}

/* [4] [7] the answer after the end: unknown, and stays so for its successors */
static void stale_handle(void **state)
{
	struct test *test = *state;
	uint32_t stale[20];
	struct live live;

	for (size_t i = 0; i < COUNT(stale); i++) {
		live_init(&live, test);
		stale[i] = live.wait_handle;
		for (size_t k = 0; k < i; k++) {
			assert_int_not_equal(stale[k], stale[i]);
			expect(wait_free(test->zcopy, stale[k], 0), ENOENT);
		}
		live_finish(&live, test);
		expect(wait_free(test->zcopy, stale[i], 1000), ENOENT);
	}
}

struct waiter {
	pthread_t thread;
	int zcopy;
	struct drm_xen_zcopy_dumb_wait_free args;
	int error;
};

static void *wait_in_thread(void *arg)
{
	struct waiter *waiter = arg;

	waiter->error = call(waiter->zcopy, WAIT_FREE, &waiter->args);
	return NULL;
}

static void waiter_start(struct waiter *waiter, int zcopy, uint32_t wait_handle, uint32_t ms)
{
	waiter->zcopy = zcopy;
	waiter->args.wait_handle = wait_handle;
	waiter->args.wait_to_ms = ms;
	waiter->error = -1;
	assert_int_equal(pthread_create(&waiter->thread, NULL, wait_in_thread, waiter), 0);
}

/* Whoever sleeps on when all is over fails the test instead of stopping it. */
static void waiter_join(struct waiter *waiter)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 5 * patience;
	if (pthread_timedjoin_np(waiter->thread, NULL, &end) != 0)
		fail_msg("a call that waits was not woken");
}

/* [4] every waiter is told, from whichever open file, however long it would wait */
static void all_waiters_woken(void **state)
{
	static const uint32_t times[] = { 5000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF };
	struct test *test = *state;
	static struct waiter waiters[8];
	int other = open_zcopy();
	struct live live;

	live_init(&live, test);
	for (size_t i = 0; i < COUNT(waiters); i++)
		waiter_start(&waiters[i], i % 2 ? other : test->zcopy,
			     live.wait_handle, times[i % COUNT(times)]);
	await_waiters(COUNT(waiters));

	gem_close(test->zcopy, live.handle);
	for (size_t i = 0; i < COUNT(waiters); i++) {
		waiter_join(&waiters[i]);
		expect(waiters[i].error, 0);
	}
	expect(wait_free(test->zcopy, live.wait_handle, 0), ENOENT);
	close(other);
	shared_finish(&live.shared);
}

/* [3] the first to give up lets go of the record, and does not take the others along */
static void one_gives_up(void **state)
{
	struct test *test = *state;
	static struct waiter patient, hasty;
	struct live live;

	live_init(&live, test);
	waiter_start(&patient, test->zcopy, live.wait_handle, 5000);
	waiter_start(&hasty, test->zcopy, live.wait_handle, 20);
	waiter_join(&hasty);
	expect(hasty.error, ETIMEDOUT);
	await_waiters(1);
	gem_close(test->zcopy, live.handle);
	waiter_join(&patient);
	expect(patient.error, 0);
	shared_finish(&live.shared);
}

static void on_signal(int number)
{
	(void)number;
}

static void catch_signal(void)
{
	/* SA_RESTART: the driver says EINTR all the same, because it tells what
	 * is left of the time
	 */
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

	assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
}

/* [5] */
static void signal_tells_what_is_left(void **state)
{
	struct test *test = *state;
	static struct waiter waiter;
	struct live live;

	live_init(&live, test);
	catch_signal();
	waiter_start(&waiter, test->zcopy, live.wait_handle, 60000);
	await_waiters(1);
	usleep(100000);
	pthread_kill(waiter.thread, SIGUSR1);
	waiter_join(&waiter);
	expect(waiter.error, EINTR);
	assert_in_range(waiter.args.wait_to_ms, 50000, 59900);
	live_finish(&live, test);
}

/* [5] */
static void signal_ends_unbounded_wait(void **state)
{
	static const uint32_t times[] = { 0x80000000, 0xFFFFFFFF };
	struct test *test = *state;
	static struct waiter waiter;
	struct live live;

	live_init(&live, test);
	catch_signal();
	for (size_t i = 0; i < COUNT(times); i++) {
		waiter_start(&waiter, test->zcopy, live.wait_handle, times[i]);
		await_waiters(1);
		pthread_kill(waiter.thread, SIGUSR1);
		waiter_join(&waiter);
		expect(waiter.error, EINTR);
		assert_int_equal(waiter.args.wait_to_ms, times[i]);
	}
	live_finish(&live, test);
}

/* [3] What is left cannot be written: EFAULT, and nothing else is wrong. */
static void rest_cannot_be_written(void **state)
{
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_wait_free args = { .wait_to_ms = 60000 }, *locked;
	struct live live;
	int error, status;
	pid_t child;

	live_init(&live, test);
	args.wait_handle = live.wait_handle;
	locked = read_only_copy(&args, sizeof(args));
	catch_signal();
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		error = call(test->zcopy, WAIT_FREE, locked);
		_exit(error == EFAULT ? 0 : 1);
	}
	await_waiters(1);
	kill(child, SIGUSR1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	munmap(locked, PAGE);
	live_finish(&live, test);
}

/* [5] [8] kill -9 ends a wait without bound, and leaves no waiter */
static void waiter_killed(void **state)
{
	struct test *test = *state;
	struct live live;
	pid_t child;
	int status;

	live_init(&live, test);
	child = fork();
	assert_true(child >= 0);
	if (!child)
		_exit(wait_free(test->zcopy, live.wait_handle, 0xFFFFFFFF));
	await_waiters(1);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	await_waiters(0);
	expect(wait_free(test->zcopy, live.wait_handle, 0), ETIMEDOUT);
	live_finish(&live, test);
}

/* [6] what "free" means: the frontend could take its pages back that instant */
static void free_means_unmapped(void **state)
{
	struct test *test = *state;
	static struct waiter waiter;
	struct live live;

	for (int i = 0; i < 50; i++) {
		struct stats stats;

		live_init(&live, test);
		waiter_start(&waiter, test->zcopy, live.wait_handle, 5000 * patience);
		gem_close(test->zcopy, live.handle);
		waiter_join(&waiter);
		stats = stats_read();
		assert_int_equal(stats.mapped_pages, 0);
		assert_int_equal(stats.ending_buffers, 0);
		if (waiter.error != ENOENT)
			expect(waiter.error, 0);
		shared_finish(&live.shared);
	}
}

int wait_free_tests(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(bad_argument_pointer),
		TEST(unknown_handles),
		TEST(zero_only_asks),
		TEST(times_out),
		TEST(stale_handle),
		TEST(all_waiters_woken),
		TEST(one_gives_up),
		TEST(signal_tells_what_is_left),
		TEST(signal_ends_unbounded_wait),
		TEST(rest_cannot_be_written),
		TEST(waiter_killed),
		TEST(free_means_unmapped),
	};

	return cmocka_run_group_tests_name("wait free", tests, NULL, NULL);
}
