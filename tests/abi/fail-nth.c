// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every allocation and every copy from or to user space of an operation fails
 * once, one after the other; then memory ends at every point of it, and does not come
 * back. Each time nothing may be left behind. Needs a kernel with fault injection (the
 * debug kernel has it); left out elsewhere.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xf86drm.h>

#include "buffers.h"
#include "failing.h"
#include "groups.h"
#include "trace.h"

#define PAGES	70u	/* more than one batch */

static int close_handle(int drm, uint32_t handle)
{
	struct drm_gem_close args = { .handle = handle };

	return call(drm, DRM_IOCTL_GEM_CLOSE, &args);
}

static void fail_in_every_way(struct test *test, operation *run, void *arg)
{
	failing_init();
	fail_at_each_point(test, run, arg);
	memory_ends_at_each_point(test, run, arg);
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

	shared_init(&shared, PAGES);
	fail_in_every_way(*state, map_and_close, &shared);
	shared_finish(&shared);
}

static bool nothing_mapped(void *unused)
{
	(void)unused;
	return stats_read().mapped_pages == 0;
}

/* [17] an error is told when nothing is mapped any more; only EFAULT may be told before */
static void from_refs_undone_at_once(void **state)
{
	struct shared shared;
	bool happened = true;
	int error;

	shared_init(&shared, PAGES);
	failing_init();
	for (unsigned int nth = 1; happened; nth++) {
		/* what was closed before is unmapped whenever that is */
		assert_true(soon(nothing_mapped, NULL));
		trace_start();
		happened = fail_at(nth, map_and_close, *state, &shared, &error);
		trace_stop();
		/* Put off, it would be some other task's work, soon as that may be */
		if (error && error != EFAULT && traced_by_others("unmap"))
			fail_msg("point %u: %s is told before all is unmapped", nth, strerror(error));
	}
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

	fail_in_every_way(test, import_grant_and_close, &fd);
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

	shared_init(&shared, PAGES);
	args = shared_map(test->zcopy, &shared);
	fd = prime_export(test->zcopy, args.dumb.handle);
	gem_close(test->zcopy, args.dumb.handle);
	fail_in_every_way(test, show_and_close, &fd);
	close(fd);
	await_free(test->zcopy, args.wait_handle);
	shared_finish(&shared);
}

static int map_export_and_close(struct test *test, void *arg)
{
	struct drm_xen_zcopy_dumb_from_refs args = shared_request(arg);
	int error = call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &args);
	int fd = fcntl(test->zcopy, F_DUPFD_CLOEXEC, 0);

	/* The DRM core's answer may not arrive, but its descriptor does: this free one */
	close(fd);
	if (error)
		return error;
	if (drmPrimeHandleToFD(test->zcopy, args.dumb.handle, DRM_CLOEXEC | DRM_RDWR, &fd) != 0)
		error = errno;
	close(fd);
	if (close_handle(test->zcopy, args.dumb.handle) != 0)
		close_handle(test->zcopy, args.dumb.handle);
	return error;
}

static void export(void **state)
{
	struct shared shared;

	shared_init(&shared, PAGES);
	fail_in_every_way(*state, map_export_and_close, &shared);
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

	assert_non_null(path);
	fail_in_every_way(test, open_and_close, path);
	free(path);
}

int fail_nth_tests(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(from_refs),
		TEST(from_refs_undone_at_once),
		TEST(to_refs),
		TEST(export),
		TEST(import_into_display),
		TEST(open_file),
	};

	if (!can_fail()) {
		print_message("# left out, this kernel has no fault injection: every failing point\n");
		return 0;
	}
	return cmocka_run_group_tests_name("every failing point", tests, NULL, NULL);
}
