// SPDX-License-Identifier: GPL-2.0-or-later
/* Limits and rights */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xf86drm.h>

#include "buffers.h"
#include "groups.h"

/* One buffer is within the limit, two are not, whichever way they go. */
static void quota(struct test *test, const char *parameter, int other)
{
	unsigned long before = parameter_get(parameter);
	struct drm_xen_zcopy_dumb_from_refs args, more;
	struct drm_xen_zcopy_dumb_to_refs grant = { .num_grefs = 6, .otherend_id = NO_DOMAIN };
	struct shared shared;
	uint32_t refs[6];
	int fd;

	shared_init(&shared, 10);
	fd = display_buffer(test->display, 6);
	grant.handle = prime_import(other, fd);
	grant.grefs = refs;
	close(fd);

	parameter_set(parameter, 15);
	args = shared_map(test->zcopy, &shared);
	more = shared_request(&shared);
	more.num_grefs = 6;
	more.dumb.height = 6;
	expect(call(other, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &more), EDQUOT);
	expect(call(other, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &grant), EDQUOT);
	/* exactly the limit is allowed */
	parameter_set(parameter, 16);
	expect(call(other, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &grant), 0);
	/* and what is granted counts as what is mapped does */
	more.num_grefs = 1;
	more.dumb.height = 1;
	expect(call(other, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &more), EDQUOT);
	parameter_set(parameter, before);

	gem_close(other, grant.handle);
	gem_close(test->zcopy, args.dumb.handle);
	await_free(test->zcopy, args.wait_handle);
	shared_finish(&shared);
}

static void per_file(void **state)
{
	struct test *test = *state;

	quota(test, "max_pages_per_file", test->zcopy);
}

static void in_total(void **state)
{
	struct test *test = *state;
	int other = open_zcopy();

	quota(test, "max_pages_total", other);
	drmClose(other);
}

/* Granted pages have a limit of their own; what is mapped does not count there. */
static void granted_in_total(void **state)
{
	unsigned long before = parameter_get("max_granted_total");
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct drm_xen_zcopy_dumb_to_refs grant = { .num_grefs = 6, .otherend_id = NO_DOMAIN };
	struct shared shared;
	uint32_t refs[6];
	int fd = display_buffer(test->display, 6);

	shared_init(&shared, 10);
	grant.handle = prime_import(test->zcopy, fd);
	grant.grefs = refs;
	parameter_set("max_granted_total", 5);
	expect(call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &grant), EDQUOT);
	parameter_set("max_granted_total", 6);
	args = shared_map(test->zcopy, &shared);
	expect(call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &grant), 0);
	/* closed is ended: there is room for the next at once */
	for (int i = 0; i < 100; i++) {
		gem_close(test->zcopy, grant.handle);
		grant.handle = prime_import(test->zcopy, fd);
		expect(call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &grant), 0);
	}
	parameter_set("max_granted_total", before);

	gem_close(test->zcopy, grant.handle);
	close(fd);
	gem_close(test->zcopy, args.dumb.handle);
	await_free(test->zcopy, args.wait_handle);
	shared_finish(&shared);
}

/* "free" is said after the limits are credited */
static void credited_when_free(void **state)
{
	unsigned long before = parameter_get("max_pages_per_file");
	struct test *test = *state;
	struct shared shared;

	shared_init(&shared, 10);
	parameter_set("max_pages_per_file", 10);
	for (int i = 0; i < 100; i++) {
		struct drm_xen_zcopy_dumb_from_refs args = shared_map(test->zcopy, &shared);

		gem_close(test->zcopy, args.dumb.handle);
		await_free(test->zcopy, args.wait_handle);
	}
	parameter_set("max_pages_per_file", before);
	shared_finish(&shared);
}

/* [1] no descriptor left for the export: no export */
static void no_descriptor_left(void **state)
{
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct rlimit old, low;
	struct shared shared;
	int fd = -1, error;

	shared_init(&shared, 3);
	args = shared_map(test->zcopy, &shared);
	getrlimit(RLIMIT_NOFILE, &old);
	low = old;
	low.rlim_cur = 0;
	setrlimit(RLIMIT_NOFILE, &low);
	error = drmPrimeHandleToFD(test->zcopy, args.dumb.handle, DRM_CLOEXEC, &fd) ? errno : 0;
	setrlimit(RLIMIT_NOFILE, &old);
	expect(error, EMFILE);
	gem_close(test->zcopy, args.dumb.handle);
	await_free(test->zcopy, args.wait_handle);
	shared_finish(&shared);
}

/* Neither master nor authenticated: none of the commands. */
static void not_authenticated(void **state)
{
	struct test *test = *state;
	uint32_t ref = 0;
	struct drm_xen_zcopy_dumb_from_refs from = from_refs_request(&ref, 1);
	struct drm_xen_zcopy_dumb_to_refs to = { .num_grefs = 1, .grefs = &ref };
	struct drm_xen_zcopy_dumb_wait_free wait = { .wait_handle = 1 };
	char *path = drmGetDeviceNameFromFd2(test->zcopy);
	struct stat info;
	int status;
	pid_t child;

	assert_non_null(path);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(chmod(path, 0666), 0);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		int fd, bad = 0;

		if (setgid(65534) || setuid(65534))
			_exit(100);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			_exit(101);
		bad += call(fd, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &from) != EACCES;
		bad += call(fd, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &to) != EACCES;
		bad += call(fd, DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE, &wait) != EACCES;
		_exit(bad);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	chmod(path, info.st_mode & 07777);
	free(path);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* 2018's clients look for major version 1 and PRIME in both directions. */
static void version(void **state)
{
	struct test *test = *state;
	drmVersionPtr version = drmGetVersion(test->zcopy);
	uint64_t prime = 0;

	assert_non_null(version);
	assert_string_equal(version->name, "xen_drm_zcopy");
	assert_int_equal(version->version_major, 1);
	drmFreeVersion(version);
	assert_int_equal(drmGetCap(test->zcopy, DRM_CAP_PRIME, &prime), 0);
	assert_int_equal(prime, DRM_PRIME_CAP_IMPORT | DRM_PRIME_CAP_EXPORT);
	assert_int_equal(drmGetNodeTypeFromFd(test->zcopy), DRM_NODE_PRIMARY);
}

int limits_tests(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(per_file),
		TEST(in_total),
		TEST(granted_in_total),
		TEST(credited_when_free),
		TEST(no_descriptor_left),
		TEST(not_authenticated),
		TEST(version),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
