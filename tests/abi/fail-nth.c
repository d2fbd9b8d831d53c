// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every allocation and every copy from or to user space of an operation fails
 * once, one after the other; each time nothing may be left behind. Needs a kernel
 * with fault injection (the debug kernel has it); left out elsewhere.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xf86drm.h>

#include "buffers.h"
#include "groups.h"

#define PAGES	70u	/* more than one batch */

/* More points than any operation has: the end is found by itself. */
#define MANY	2000

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

static void injection_init(void)
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
	};

	for (size_t i = 0; i < COUNT(settings); i++)
		setting(settings[i][0], settings[i][1]);
}

/* One operation with its @nth point failing. True when there are that many. */
static bool fails_at(unsigned int nth, int (*operation)(struct test *, void *),
		     struct test *test, void *arg, int *error)
{
	int fd = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
	char text[16];
	ssize_t length;

	assert_true(fd >= 0);
	snprintf(text, sizeof(text), "%u", nth);
	assert_true(pwrite(fd, text, strlen(text), 0) > 0);
	*error = operation(test, arg);
	length = pread(fd, text, sizeof(text) - 1, 0);
	text[length > 0 ? length : 0] = '\0';
	/* so may be ending it, once */
	if (pwrite(fd, "0", 1, 0) != 1)
		assert_int_equal(pwrite(fd, "0", 1, 0), 1);
	close(fd);
	/* It counts down, and 0 has happened; reading it may be what fails. */
	return length > 0 && strtol(text, NULL, 10) == 0;
}

struct baseline {
	struct stats stats;
};

static bool as_before(void *arg)
{
	struct baseline *baseline = arg;
	struct stats now = stats_read();

	return memcmp(&now, &baseline->stats, sizeof(now)) == 0;
}

static void fail_everywhere(struct test *test, int (*operation)(struct test *, void *), void *arg)
{
	struct baseline baseline = { .stats = stats_read() };
	unsigned int nth, failed = 0;
	int error;

	/* once before, so that what is allocated once for all is there */
	expect(operation(test, arg), 0);
	for (nth = 1; nth < MANY; nth++) {
		bool happened = fails_at(nth, operation, test, arg, &error);

		if (!within_2s(as_before, &baseline))
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

static int close_handle(int drm, uint32_t handle)
{
	struct drm_gem_close args = { .handle = handle };

	return call(drm, DRM_IOCTL_GEM_CLOSE, &args);
}

static int map_and_close(struct test *test, void *arg)
{
	struct drm_xen_zcopy_dumb_from_refs args = shared_request(arg);
	int error = call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &args);

	/* closing does not fail for lack of memory, but its argument may */
	if (!error && close_handle(test->zcopy, args.dumb.handle) != 0)
		close_handle(test->zcopy, args.dumb.handle);
	return error;
}

static void from_refs(void **state)
{
	struct shared shared;

	injection_init();
	shared_init(&shared, PAGES);
	fail_everywhere(*state, map_and_close, &shared);
	shared_finish(&shared);
}

static int import_grant_and_close(struct test *test, void *arg)
{
	uint32_t refs[PAGES], handle = 0;
	struct drm_xen_zcopy_dumb_to_refs args = {
		.num_grefs = PAGES,
		.grefs = refs,
		.otherend_id = NO_DOMAIN,
	};
	int error = drmPrimeFDToHandle(test->zcopy, *(int *)arg, &handle) ? errno : 0;

	if (error) {
		/* made, and only its number did not arrive: the same fd has it again */
		if (error == EFAULT && drmPrimeFDToHandle(test->zcopy, *(int *)arg, &handle) == 0)
			close_handle(test->zcopy, handle);
		return error;
	}
	args.handle = handle;
	error = call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &args);
	if (close_handle(test->zcopy, handle) != 0)
		close_handle(test->zcopy, handle);
	return error;
}

static void to_refs(void **state)
{
	struct test *test = *state;
	int fd = display_buffer(test->display, PAGES);

	injection_init();
	fail_everywhere(test, import_grant_and_close, &fd);
	close(fd);
}

static int show_and_close(struct test *test, void *arg)
{
	uint32_t handle = 0;
	int error = drmPrimeFDToHandle(test->display, *(int *)arg, &handle) ? errno : 0;

	if (error == EFAULT && drmPrimeFDToHandle(test->display, *(int *)arg, &handle) == 0) {
		close_handle(test->display, handle);
		return EFAULT;
	}
	if (!error && close_handle(test->display, handle) != 0)
		close_handle(test->display, handle);
	return error;
}

/* attaching to and mapping for a display device */
static void import_into_display(void **state)
{
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct shared shared;
	int fd;

	injection_init();
	shared_init(&shared, PAGES);
	args = shared_map(test->zcopy, &shared);
	fd = prime_export(test->zcopy, args.dumb.handle);
	gem_close(test->zcopy, args.dumb.handle);
	fail_everywhere(test, show_and_close, &fd);
	close(fd);
	await_free(test->zcopy, args.wait_handle);
	shared_finish(&shared);
}

static int open_and_close(struct test *test, void *arg)
{
	int fd = open(arg, O_RDWR | O_CLOEXEC);

	(void)test;
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static void open_file(void **state)
{
	struct test *test = *state;
	char *path = drmGetDeviceNameFromFd2(test->zcopy);

	injection_init();
	assert_non_null(path);
	fail_everywhere(test, open_and_close, path);
	free(path);
}

int fail_nth_tests(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(from_refs),
		TEST(to_refs),
		TEST(import_into_display),
		TEST(open_file),
	};

	if (access("/proc/self/fail-nth", W_OK) != 0) {
		print_message("# left out, this kernel has no fault injection: every failing point\n");
		return 0;
	}
	return cmocka_run_group_tests_name("every failing point", tests, NULL, NULL);
}
