// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A process is killed in the middle of a call: the call ends before its end, and undoes
 * what it did [5] [17]. That it did not go on to the end, only the trace tells.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffers.h"
#include "fault.h"
#include "groups.h"
#include "trace.h"

/* Both are in the patterns below, too; -4 is EINTR. */
#define MAPPED	200u	/* several batches of the driver */
#define GRANTED	8000u
/* The process may be done before it is killed, on a machine with other things to do. */
#define TRIES	50

static bool pages_are_mapped(void *unused)
{
	(void)unused;
	return stats_read().mapped_pages == MAPPED;
}

/* The first reference is being paged in, which takes a while, when the signal comes. */
static void while_mapping(void **state)
{
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct shared shared;
	int status;
	pid_t child;

	shared_init(&shared, MAPPED);
	args = shared_request(&shared);
	trace_start();
	/* 64 answers are the driver's first batch; the kernel pauses between the others */
	assert_true(fault("eagain times=100 domain=0"));
	child = fork();
	assert_true(child >= 0);
	if (!child)
		_exit(call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &args));
	assert_true(soon(pages_are_mapped, NULL));
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(fault("clear"));
	trace_stop();

	assert_true(WIFSIGNALED(status));
	assert_int_equal(stats_read().mapped_pages, 0);
	assert_int_equal(traced("map", "domid=0 pages=200 wait_handle=* result=-4"), 1);
	shared_finish(&shared);
}

static bool some_are_granted(void *unused)
{
	char line[256], *in_use;
	unsigned int count;

	(void)unused;
	if (!buffers_line("granted ", line, sizeof(line)))
		return false;
	in_use = strstr(line, "in_use=");
	return in_use && sscanf(in_use, "in_use=%u", &count) == 1 && count > 0;
}

static void grant_and_be_killed(struct test *test, uint32_t handle)
{
	static uint32_t refs[GRANTED];
	struct drm_xen_zcopy_dumb_to_refs args = {
		.num_grefs = GRANTED, .grefs = refs, .otherend_id = NO_DOMAIN, .handle = handle,
	};
	bool granting = false;
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (!child) {
		call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &args);
		pause();
	}
	/* the exporter may take its time before that */
	for (int i = 0; i < 5 && !granting; i++)
		granting = soon(some_are_granted, NULL);
	assert_true(granting);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
}

static void while_granting(void **state)
{
	struct test *test = *state;
	unsigned int interrupted = 0;

	trace_start();
	for (int i = 0; i < TRIES && !interrupted; i++) {
		int fd = display_buffer(test->display, GRANTED);
		uint32_t handle = prime_import(test->zcopy, fd);

		close(fd);
		grant_and_be_killed(test, handle);
		interrupted = traced("grant", "domid=* pages=8000 wait_handle=0 result=-4");
		/* undone at once, although the handle is still there */
		if (interrupted)
			assert_int_equal(stats_read().granted_pages, 0);
		gem_close(test->zcopy, handle);
	}
	trace_stop();
	assert_int_equal(interrupted, 1);
}

int killed_tests(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(while_mapping),
		TEST(while_granting),
	};

	if (!can_trace() || !fault("clear")) {
		print_message("# left out, this target has no tracepoints, or cannot be told to fail: killed\n");
		return 0;
	}
	return cmocka_run_group_tests_name("killed", tests, NULL, NULL);
}
