// SPDX-License-Identifier: GPL-2.0-or-later
/* DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS: granting needs no living peer. */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <xf86drm.h>

#include "buffers.h"
#include "groups.h"

/* Each of them takes the types of those before it for granted */
#include <xen/xen.h>
#include <xen/grant_table.h>
#include <xen/gntdev.h>

#define TO_REFS		DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS
#define PAGES		40u

static int to_refs(struct test *test, uint32_t handle, uint32_t *refs, uint32_t count)
{
	struct drm_xen_zcopy_dumb_to_refs args = {
		.num_grefs = count,
		.grefs = refs,
		.otherend_id = NO_DOMAIN,
		.handle = handle,
	};

	return call(test->zcopy, TO_REFS, &args);
}

static uint32_t import_display_buffer(struct test *test, uint32_t pages)
{
	int fd = display_buffer(test->display, pages);
	uint32_t handle = prime_import(test->zcopy, fd);

	close(fd);
	return handle;
}

static long granted_pages(struct test *test)
{
	char value[32];

	assert_true(fdinfo(test->zcopy, "xen-zcopy-granted-pages", value, sizeof(value)));
	return strtol(value, NULL, 10);
}

static void check_refs(uint32_t *refs, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		/* Xen keeps the first eight */
		assert_in_range(refs[i], 8, UINT32_MAX - 1);
		for (uint32_t k = 0; k < i; k++)
			assert_int_not_equal(refs[i], refs[k]);
	}
}

static void grant_display_buffer(void **state)
{
	struct test *test = *state;
	uint32_t refs[PAGES] = { 0 }, handle = import_display_buffer(test, PAGES);

	expect(to_refs(test, handle, refs, PAGES), 0);
	check_refs(refs, PAGES);
	assert_int_equal(granted_pages(test), PAGES);
	assert_int_equal(stats_read().granted_buffers, 1);
	gem_close(test->zcopy, handle);
}

/* a second exporter of another kind: [14] [23] */
static void grant_memory_buffer(void **state)
{
	struct test *test = *state;
	int fd = memory_buffer(PAGES);
	uint32_t refs[PAGES] = { 0 }, handle = prime_import(test->zcopy, fd);

	close(fd);
	expect(to_refs(test, handle, refs, PAGES), 0);
	check_refs(refs, PAGES);
	gem_close(test->zcopy, handle);
}

/* [13] [15] */
static void bad_argument_pointer(void **state)
{
	struct test *test = *state;

	expect(call(test->zcopy, TO_REFS, NULL), EFAULT);
	expect(call(test->zcopy, TO_REFS, (void *)-4096L), EFAULT);
}

/* [1] the references cannot be delivered: they are taken back, and it can be
 * tried again
 */
static void answer_cannot_be_written(void **state)
{
	struct test *test = *state;
	uint32_t refs[PAGES] = { 0 }, handle = import_display_buffer(test, PAGES);
	uint32_t *locked = read_only_copy(refs, sizeof(refs));
	uint8_t *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	expect(to_refs(test, handle, NULL, PAGES), EFAULT);
	expect(to_refs(test, handle, locked, PAGES), EFAULT);
	/* the last reference only */
	assert_int_equal(mprotect(pages + PAGE, PAGE, PROT_NONE), 0);
	expect(to_refs(test, handle, (uint32_t *)(pages + PAGE) - PAGES + 1, PAGES), EFAULT);
	expect(to_refs(test, handle, refs, PAGES), 0);
	gem_close(test->zcopy, handle);
	munmap(locked, PAGE);
	munmap(pages, 2 * PAGE);
}

/* [10] */
static void unknown_handles(void **state)
{
	static const uint32_t handles[] = { 0, 1, 2, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF };
	struct test *test = *state;
	uint32_t refs[PAGES];

	for (size_t i = 0; i < COUNT(handles); i++)
		expect(to_refs(test, handles[i], refs, PAGES), ENOENT);
}

/* [11] [13] */
static void wrong_counts(void **state)
{
	static const uint32_t counts[] = {
		0, 1, PAGES - 1, PAGES + 1, 65535, 65536, 65537, 65536 + PAGES,
		0x7FFFFFFF, 0x80000000, 0xFFFFFFFF,
		/* shifted by 12 in 32 bits they would be the same as PAGES */
		PAGES | 1u << 20, PAGES | 1u << 31,
	};
	struct test *test = *state;
	uint32_t refs[PAGES], handle = import_display_buffer(test, PAGES);

	for (size_t i = 0; i < COUNT(counts); i++)
		expect(to_refs(test, handle, refs, counts[i]), EINVAL);
	expect(to_refs(test, handle, refs, PAGES), 0);
	gem_close(test->zcopy, handle);
}

/* [12] */
static void reserved_domains(void **state)
{
	static const uint64_t ids[] = {
		0x7FF0, 0x7FF4, 0x7FFF, 0x8000, 0xFFFF, 0x10001, 0x100000001, UINT64_MAX,
	};
	struct test *test = *state;
	uint32_t refs[PAGES], handle = import_display_buffer(test, PAGES);
	struct drm_xen_zcopy_dumb_to_refs args = {
		.num_grefs = PAGES,
		.grefs = refs,
		.handle = handle,
	};

	for (size_t i = 0; i < COUNT(ids); i++) {
		args.otherend_id = ids[i];
		expect(call(test->zcopy, TO_REFS, &args), EINVAL);
	}
	gem_close(test->zcopy, handle);
}

/* [10] */
static void twice(void **state)
{
	struct test *test = *state;
	uint32_t refs[PAGES], handle = import_display_buffer(test, PAGES);

	expect(to_refs(test, handle, refs, PAGES), 0);
	expect(to_refs(test, handle, refs, PAGES), EBUSY);
	assert_int_equal(granted_pages(test), PAGES);
	gem_close(test->zcopy, handle);
}

/* [10] a buffer of foreign pages cannot be granted on */
static void not_imported(void **state)
{
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct shared shared;
	uint32_t refs[3];

	shared_init(&shared, 3);
	args = shared_map(test->zcopy, &shared);
	expect(to_refs(test, args.dumb.handle, refs, 3), EINVAL);
	gem_close(test->zcopy, args.dumb.handle);
	await_free(test->zcopy, args.wait_handle);
	shared_finish(&shared);
}

/* nor can the same through a second open file, where it is imported by name */
static void own_buffer_imported(void **state)
{
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct test other = { .zcopy = open_zcopy() };
	struct shared shared;
	uint32_t refs[3], handle;
	int fd;

	shared_init(&shared, 3);
	args = shared_map(test->zcopy, &shared);
	fd = prime_export(test->zcopy, args.dumb.handle);
	handle = prime_import(other.zcopy, fd);
	expect(to_refs(&other, handle, refs, 3), EINVAL);
	close(fd);
	gem_close(test->zcopy, args.dumb.handle);
	/* [2] [8] the second name keeps it alive */
	expect(wait_free(test->zcopy, args.wait_handle, 0), ETIMEDOUT);
	drmClose(other.zcopy);
	await_free(test->zcopy, args.wait_handle);
	shared_finish(&shared);
}

/* nor what another driver made of foreign pages: they are not this domain's to give away */
static void foreign_pages_of_another_driver(void **state)
{
	struct test *test = *state;
	struct ioctl_gntdev_dmabuf_exp_from_refs *args;
	uint32_t refs[3], handle;
	struct shared shared;
	int gntdev, error;

	shared_init(&shared, COUNT(refs));
	args = calloc(1, sizeof(*args) + sizeof(refs));
	gntdev = open("/dev/xen/gntdev", O_RDWR | O_CLOEXEC);
	assert_true(gntdev >= 0);
	args->domid = shared.domid;
	args->count = COUNT(refs);
	memcpy(args->refs, shared.refs, sizeof(refs));
	error = call(gntdev, IOCTL_GNTDEV_DMABUF_EXP_FROM_REFS, args);
	if (error == EINVAL) {
		close(gntdev);
		free(args);
		shared_finish(&shared);
		skip_because("gntdev exports no dma-buf on x86");
	}
	expect(error, 0);
	handle = prime_import(test->zcopy, args->fd);
	expect(to_refs(test, handle, refs, COUNT(refs)), EINVAL);
	gem_close(test->zcopy, handle);
	close(args->fd);
	close(gntdev);
	free(args);
	shared_finish(&shared);
}

static void not_a_dma_buf(void **state)
{
	struct test *test = *state;
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	uint32_t handle;

	assert_int_not_equal(drmPrimeFDToHandle(test->zcopy, fd, &handle), 0);
	assert_int_equal(errno, EINVAL);
	close(fd);
	assert_int_not_equal(drmPrimeFDToHandle(test->zcopy, -1, &handle), 0);
	assert_int_equal(errno, EBADF);
}

/* An imported buffer goes out again as what it was. */
static void export_again(void **state)
{
	struct test *test = *state;
	int fd = display_buffer(test->display, PAGES);
	uint32_t handle = prime_import(test->zcopy, fd);
	int again = prime_export(test->zcopy, handle);

	/* the same dma-buf: the display knows it under the same handle */
	assert_int_equal(prime_import(test->display, fd), prime_import(test->display, again));
	gem_close(test->display, prime_import(test->display, fd));
	gem_close(test->zcopy, handle);
	close(again);
	close(fd);
}

/* Grants end by themselves when the process is gone. [8] */
static void file_closed(void **state)
{
	struct test *test = *state;
	struct test other = { .zcopy = open_zcopy(), .display = test->display };
	uint32_t refs[PAGES], handle = import_display_buffer(&other, PAGES);

	expect(to_refs(&other, handle, refs, PAGES), 0);
	drmClose(other.zcopy);
	/* that nothing is left is what every test checks at its end */
}

/* A grant table has room for 32768 or 16384 entries by default, and a failure
 * in the middle has to give everything back.
 */
static void grant_table_full(void **state)
{
	const uint32_t pages = 40000;
	struct test *test = *state;
	uint32_t *refs, handle, small[PAGES];
	struct sysinfo info;

	sysinfo(&info);
	if ((uint64_t)info.freeram * info.mem_unit < (uint64_t)(pages + 10000) * PAGE)
		skip_because("there is too little memory for more pages than a table has entries");

	refs = malloc(pages * sizeof(*refs));
	handle = import_display_buffer(test, pages);
	expect(to_refs(test, handle, refs, pages), ENOSPC);
	gem_close(test->zcopy, handle);
	free(refs);

	handle = import_display_buffer(test, PAGES);
	expect(to_refs(test, handle, small, PAGES), 0);
	gem_close(test->zcopy, handle);
}

struct racer {
	struct test *test;
	uint32_t handle;
	int error;
	pthread_barrier_t *start;
};

static void *race_to_refs(void *arg)
{
	struct racer *racer = arg;
	uint32_t refs[PAGES];

	pthread_barrier_wait(racer->start);
	racer->error = to_refs(racer->test, racer->handle, refs, PAGES);
	return NULL;
}

static void *race_gem_close(void *arg)
{
	struct racer *racer = arg;
	struct drm_gem_close args = { .handle = racer->handle };

	pthread_barrier_wait(racer->start);
	racer->error = call(racer->test->zcopy, DRM_IOCTL_GEM_CLOSE, &args);
	return NULL;
}

static void race(struct test *test, uint32_t handle, void *(*first)(void *),
		 void *(*second)(void *), int errors[2])
{
	pthread_barrier_t start;
	struct racer racers[2] = {
		{ .test = test, .handle = handle, .start = &start },
		{ .test = test, .handle = handle, .start = &start },
	};
	pthread_t threads[2];

	pthread_barrier_init(&start, NULL, 2);
	assert_int_equal(pthread_create(&threads[0], NULL, first, &racers[0]), 0);
	assert_int_equal(pthread_create(&threads[1], NULL, second, &racers[1]), 0);
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], NULL);
		errors[i] = racers[i].error;
	}
	pthread_barrier_destroy(&start);
}

/* [10] */
static void race_with_close(void **state)
{
	struct test *test = *state;
	int errors[2];

	for (int i = 0; i < 50; i++) {
		race(test, import_display_buffer(test, PAGES), race_to_refs, race_gem_close, errors);
		if (errors[0] != ENOENT)
			expect(errors[0], 0);
		expect(errors[1], 0);
	}
}

/* [10] one of them wins */
static void race_with_itself(void **state)
{
	struct test *test = *state;
	int errors[2];

	for (int i = 0; i < 50; i++) {
		uint32_t handle = import_display_buffer(test, PAGES);

		race(test, handle, race_to_refs, race_to_refs, errors);
		assert_true((errors[0] == 0 && errors[1] == EBUSY) ||
			    (errors[0] == EBUSY && errors[1] == 0));
		gem_close(test->zcopy, handle);
	}
}

int to_refs_tests(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(grant_display_buffer),
		TEST(grant_memory_buffer),
		TEST(bad_argument_pointer),
		TEST(answer_cannot_be_written),
		TEST(unknown_handles),
		TEST(wrong_counts),
		TEST(reserved_domains),
		TEST(twice),
		TEST(not_imported),
		TEST(own_buffer_imported),
		TEST(foreign_pages_of_another_driver),
		TEST(not_a_dma_buf),
		TEST(export_again),
		TEST(file_closed),
		TEST(grant_table_full),
		TEST(race_with_close),
		TEST(race_with_itself),
	};

	return cmocka_run_group_tests_name("to refs", tests, NULL, NULL);
}
