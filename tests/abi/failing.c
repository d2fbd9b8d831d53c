// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "failing.h"

/* More points than any operation has: the end is found by itself. */
#define MANY	2000
/* Likewise bytes of memory, and the smallest allocation there is */
#define MUCH	(1u << 20)
#define STEP	32u
/* No object of the slab allocator is larger than that. */
#define LARGEST	8192u

static bool setting(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool written;

	if (fd < 0)
		return false;
	written = write(fd, value, strlen(value)) > 0;
	close(fd);
	return written;
}

bool can_fail(void)
{
	return access("/proc/self/fail-nth", W_OK) == 0;
}

void failing_init(void)
{
	static const char *const settings[][2] = {
		/* most allocations may sleep, and those are left alone by default */
		{ "/sys/kernel/debug/failslab/ignore-gfp-wait", "N" },
		{ "/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait", "N" },
		{ "/sys/kernel/debug/fail_page_alloc/min-order", "0" },
		/* the kernel shall not tell about each of them */
		{ "/sys/kernel/debug/failslab/verbose", "0" },
		{ "/sys/kernel/debug/fail_page_alloc/verbose", "0" },
		{ "/sys/kernel/debug/fail_usercopy/verbose", "0" },
		/* for memory_ends_at_each_point(): always, but only for who asks for it */
		{ "/sys/kernel/debug/failslab/task-filter", "Y" },
		{ "/sys/kernel/debug/failslab/times", "-1" },
		{ "/sys/kernel/debug/failslab/probability", "100" },
	};

	for (size_t i = 0; i < COUNT(settings); i++)
		assert_true(setting(settings[i][0], settings[i][1]));
}

bool fail_at(unsigned int nth, operation *run, struct test *test, void *arg, int *error)
{
	int fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
	char text[16];
	ssize_t length;

	assert_true(fd >= 0);
	snprintf(text, sizeof(text), "%u", nth);
	assert_true(pwrite(fd, text, strlen(text), 0) > 0);
	*error = run(test, arg);
	length = pread(fd, text, sizeof(text) - 1, 0);
	text[length > 0 ? length : 0] = '\0';
	/* so may be ending it, once */
	if (pwrite(fd, "0", 1, 0) != 1)
		assert_int_equal(pwrite(fd, "0", 1, 0), 1);
	close(fd);
	/* It counts down, and 0 has happened; reading it may be what fails. */
	return length > 0 && strtol(text, NULL, 10) == 0;
}

static bool stats_are(void *arg)
{
	struct stats now = stats_read();

	return memcmp(&now, arg, sizeof(now)) == 0;
}

void fail_at_each_point(struct test *test, operation *run, void *arg)
{
	struct stats before = stats_read();
	unsigned int nth, failed = 0;
	int error;

	/* once before, so that what is allocated once for all is there */
	expect(run(test, arg), 0);
	for (nth = 1; nth < MANY; nth++) {
		bool happened = fail_at(nth, run, test, arg, &error);

		if (!soon(stats_are, &before))
			fail_msg("something is left behind when point %u fails", nth);
		if (!happened)
			break;
		/* a refused mapping is a mistake; so is a success made of nothing */
		if (error != 0 && error != ENOMEM && error != EFAULT && error != ENOSPC)
			fail_msg("point %u fails with %s", nth, strerror(error));
		failed += error != 0;
	}
	expect(error, 0);
	assert_in_range(nth, 3, MANY - 1);
	assert_in_range(failed, 1, MANY);
	print_message("# %u points, %u of them make it fail\n", nth - 1, failed);
}

static const char space_path[] = "/sys/kernel/debug/failslab/space";

/* Bytes that can still be allocated */
static unsigned long space_left(void)
{
	FILE *file = fopen(space_path, "re");
	unsigned long left;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%lu", &left), 1);
	fclose(file);
	return left;
}

/* Runs it with so many bytes to be had. True when they were enough. */
static bool memory_ends_at(unsigned int bytes, operation *run, struct test *test, void *arg,
			   int *error)
{
	int fail = open("/proc/self/make-it-fail", O_RDWR | O_CLOEXEC);
	char text[16];

	assert_true(fail >= 0);
	snprintf(text, sizeof(text), "%u", bytes);
	assert_true(setting(space_path, text));
	assert_int_equal(pwrite(fail, "1", 1, 0), 1);
	*error = run(test, arg);
	assert_int_equal(pwrite(fail, "0", 1, 0), 1);
	close(fail);
	return space_left() >= LARGEST;
}

void memory_ends_at_each_point(struct test *test, operation *run, void *arg)
{
	struct stats before = stats_read();
	unsigned int bytes, failed = 0;
	bool enough = false;
	int error;

	expect(run(test, arg), 0);
	for (bytes = 0; bytes < MUCH && !enough; bytes += STEP) {
		enough = memory_ends_at(bytes, run, test, arg, &error);
		if (!soon(stats_are, &before))
			fail_msg("something is left behind when memory ends after %u bytes", bytes);
		if (error != 0 && error != ENOMEM)
			fail_msg("after %u bytes it fails with %s", bytes, strerror(error));
		failed += error != 0;
	}
	expect(error, 0);
	assert_true(enough);
	assert_in_range(failed, 1, MUCH);
	print_message("# %u ends of memory, %u of them make it fail\n", bytes / STEP, failed);
}
