// SPDX-License-Identifier: GPL-2.0-or-later
/* What root sees of living buffers in debugfs, and of their lives in the trace. */
#include <stdio.h>
#include <unistd.h>

#include "buffers.h"
#include "groups.h"
#include "trace.h"

#define MAPPED	3u
#define GRANTED	6u

/* One buffer of each kind */
struct pair {
	struct shared shared;
	uint32_t mapped, wait_handle, granted;
	uint32_t refs[GRANTED];
};

static void pair_init(struct pair *pair, struct test *test)
{
	struct drm_xen_zcopy_dumb_from_refs from;
	struct drm_xen_zcopy_dumb_to_refs to = {
		.num_grefs = GRANTED, .grefs = pair->refs, .otherend_id = NO_DOMAIN,
	};
	int fd;

	shared_init(&pair->shared, MAPPED);
	from = shared_map(test->zcopy, &pair->shared);
	pair->mapped = from.dumb.handle;
	pair->wait_handle = from.wait_handle;
	fd = display_buffer(test->display, GRANTED);
	pair->granted = prime_import(test->zcopy, fd);
	close(fd);
	to.handle = pair->granted;
	expect(call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &to), 0);
}

static bool no_granted_buffer(void *unused)
{
	(void)unused;
	return stats_read().granted_buffers == 0;
}

static void pair_finish(struct pair *pair, struct test *test)
{
	gem_close(test->zcopy, pair->granted);
	gem_close(test->zcopy, pair->mapped);
	await_free(test->zcopy, pair->wait_handle);
	assert_true(soon(no_granted_buffer, NULL));
	shared_finish(&pair->shared);
}

static void list_of_buffers(void **state)
{
	struct test *test = *state;
	char line[256], wanted[256];
	struct pair pair;

	pair_init(&pair, test);
	assert_true(buffers_line("mapped ", line, sizeof(line)));
	snprintf(wanted, sizeof(wanted),
		 "mapped wait_handle=%u domid=%u pages=%u state=live waiters=0 pid=%d",
		 pair.wait_handle, pair.shared.domid, MAPPED, getpid());
	assert_string_equal(line, wanted);
	assert_true(buffers_line("granted ", line, sizeof(line)));
	snprintf(wanted, sizeof(wanted), "granted domid=%u pages=%u state=live in_use=%u pid=%d",
		 NO_DOMAIN, GRANTED, GRANTED, getpid());
	assert_string_equal(line, wanted);
	pair_finish(&pair, test);
	assert_false(buffers_line("mapped ", line, sizeof(line)));
	assert_false(buffers_line("granted ", line, sizeof(line)));
}

/* Each event of the lives of two buffers, once */
static void trace_of_two_lives(void **state)
{
	struct test *test = *state;
	char mapped[128], granted[128];
	struct pair pair;

	trace_start();
	pair_init(&pair, test);
	pair_finish(&pair, test);
	trace_stop();

	snprintf(mapped, sizeof(mapped), "domid=%u pages=%u wait_handle=%u result=0",
		 pair.shared.domid, MAPPED, pair.wait_handle);
	snprintf(granted, sizeof(granted), "domid=%u pages=%u wait_handle=0 result=0", NO_DOMAIN,
		 GRANTED);
	assert_int_equal(traced("map", mapped), 1);
	assert_int_equal(traced("unmap", mapped), 1);
	assert_int_equal(traced("release", mapped), 1);
	assert_int_equal(traced("grant", granted), 1);
	assert_int_equal(traced("end", granted), 1);
}

int visible_tests(void)
{
	static const struct CMUnitTest list[] = {
		TEST(list_of_buffers),
	};
	static const struct CMUnitTest trace[] = {
		TEST(trace_of_two_lives),
	};
	int failed = cmocka_run_group_tests_name("list of buffers", list, NULL, NULL);

	if (!can_trace()) {
		print_message("# left out, this kernel has no tracepoints: trace\n");
		return failed;
	}
	return failed + cmocka_run_group_tests_name("trace", trace, NULL, NULL);
}
