// SPDX-License-Identifier: GPL-2.0-or-later
/* DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "buffers.h"
#include "groups.h"

#define FROM_REFS	DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS

/* Xen has at most 2^26 grants per domain: this one is in nobody's table. */
#define NO_REF		0x7FFFFFFFu

static int from_refs(struct test *test, struct drm_xen_zcopy_dumb_from_refs args)
{
	return call(test->zcopy, FROM_REFS, &args);
}

/* [13] [15] */
static void bad_argument_pointer(void **state)
{
	struct test *test = *state;
	void *hole = no_page();

	expect(call(test->zcopy, FROM_REFS, NULL), EFAULT);
	expect(call(test->zcopy, FROM_REFS, hole), EFAULT);
	expect(call(test->zcopy, FROM_REFS, (void *)-4096L), EFAULT);
	munmap(hole, PAGE);
}

/* [13] [15] */
static void bad_refs_pointer(void **state)
{
	struct test *test = *state;
	uint8_t *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint32_t *last = (uint32_t *)(pages + PAGE) - 1;

	assert_ptr_not_equal(pages, MAP_FAILED);
	assert_int_equal(mprotect(pages + PAGE, PAGE, PROT_NONE), 0);
	expect(from_refs(test, from_refs_request(NULL, 1)), EFAULT);
	expect(from_refs(test, from_refs_request((uint32_t *)-4096L, 1)), EFAULT);
	expect(from_refs(test, from_refs_request((uint32_t *)(pages + PAGE), 1)), EFAULT);
	/* the first can be read, the second cannot */
	expect(from_refs(test, from_refs_request(last, 2)), EFAULT);
	/* and with one, all is well up to the domain */
	expect(from_refs(test, from_refs_request(last, 1)), ESRCH);
	munmap(pages, 2 * PAGE);
}

/* [1] [9] the answer cannot be delivered: handle and buffer are gone again */
static void answer_cannot_be_written(void **state)
{
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args, *locked;
	struct drm_gem_close guess = { .handle = 1 };
	struct shared shared;
	char pages[32];

	shared_init(&shared, 3);
	args = shared_request(&shared);
	locked = read_only_copy(&args, sizeof(args));
	for (int i = 0; i < 10; i++)
		expect(call(test->zcopy, FROM_REFS, locked), EFAULT);
	munmap(locked, PAGE);

	expect(call(test->zcopy, DRM_IOCTL_GEM_CLOSE, &guess), EINVAL);
	/* the pages come back by themselves */
	for (int i = 0; i < 200; i++) {
		assert_true(fdinfo(test->zcopy, "xen-zcopy-mapped-pages", pages, sizeof(pages)));
		if (strcmp(pages, "0") == 0)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	assert_string_equal(pages, "0");
	shared_finish(&shared);
}

/* [11] [13] Fewer frames to map into than that are a reason to fail as well. */
static void counts(void **state)
{
	static const struct {
		uint32_t count;
		int error;
	} cases[] = {
		{ 0, EINVAL },
		{ 1, ESRCH },
		{ 65535, ESRCH }, { 65536, ESRCH }, { 65537, ESRCH },
		{ 0x7FFFFFFF, EDQUOT },
		{ 0x80000000, EINVAL }, { 0xFFFFFFFF, EINVAL },
	};
	struct test *test = *state;
	uint32_t *refs = calloc(65537, sizeof(*refs));
	struct drm_xen_zcopy_dumb_from_refs args;
	int error;

	for (size_t i = 0; i < COUNT(cases); i++) {
		args = from_refs_request(refs, cases[i].count);
		args.dumb.height = 1;
		error = from_refs(test, args);
		if (error != ENOMEM || cases[i].error != ESRCH || cases[i].count == 1)
			expect(error, cases[i].error);
	}
	free(refs);
}

/* [13] the image's size, in every way that it can go wrong */
static void image_sizes(void **state)
{
	static const struct {
		uint32_t width, height, bpp, count;
		int error;
	} cases[] = {
		{ 1024, 2, 32, 2, ESRCH },	/* exactly enough */
		{ 1024, 2, 32, 3, ESRCH },	/* more than enough */
		{ 1024, 2, 32, 1, EINVAL },	/* one page short */
		{ 1025, 1, 32, 1, EINVAL },	/* one pixel too many */
		{ 1, 4096, 1, 1, ESRCH },	/* a bit takes a byte */
		{ 1, 4097, 1, 1, EINVAL },
		{ 9, 2048, 1, 1, ESRCH },	/* nine take two */
		{ 9, 2049, 1, 1, EINVAL },
		{ 0, 1, 32, 4, EINVAL },
		{ 1, 0, 32, 4, EINVAL },
		{ 1, 1, 0, 4, EINVAL },
		{ UINT32_MAX, 1, 1, 4, EINVAL },
		{ UINT32_MAX, 1, 16, 4, EINVAL },	/* pitch over 32 bits */
		{ UINT32_MAX, UINT32_MAX, 8, 4, EINVAL },
		{ UINT32_MAX, UINT32_MAX, UINT32_MAX, 4, EINVAL },
		{ 0x20000000, 8, 8, 4, EINVAL },	/* 2^32 bytes */
		{ 0x10000, 0x10000, 32, 4, EINVAL },	/* 2^34 bytes */
		{ 0x20000001, 1, 8, 4, EINVAL },	/* in 32 bits a line of one byte */
		{ 1, UINT32_MAX, 32, 4, EINVAL },
	};
	struct test *test = *state;
	uint32_t refs[4] = { 0 };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct drm_xen_zcopy_dumb_from_refs args =
			from_refs_request(refs, cases[i].count);

		args.dumb.width = cases[i].width;
		args.dumb.height = cases[i].height;
		args.dumb.bpp = cases[i].bpp;
		expect(from_refs(test, args), cases[i].error);
	}
}

/* [13] */
static void unknown_flags(void **state)
{
	struct test *test = *state;
	uint32_t ref = 0;

	for (int bit = 0; bit < 32; bit++) {
		struct drm_xen_zcopy_dumb_from_refs args = from_refs_request(&ref, 1);

		args.dumb.flags = 1u << bit;
		expect(from_refs(test, args), EINVAL);
	}
}

/* [12] */
static void reserved_domains(void **state)
{
	static const uint64_t ids[] = {
		0x7FF0, 0x7FF1, 0x7FF2, 0x7FF3, 0x7FF4, 0x7FFF, 0x8000, 0xFFFF,
		0x10000, 0x10001, 0x17FEF, 0xFFFFFFFF, 0x100000000, 0x100000001,
		UINT64_MAX,
	};
	struct test *test = *state;
	uint32_t ref = 0;

	for (size_t i = 0; i < COUNT(ids); i++) {
		struct drm_xen_zcopy_dumb_from_refs args = from_refs_request(&ref, 1);

		args.otherend_id = ids[i];
		expect(from_refs(test, args), EINVAL);
	}
}

static void expect_refusal(struct test *test, const char *wanted)
{
	char text[128];

	assert_true(fdinfo(test->zcopy, "xen-zcopy-refused", text, sizeof(text)));
	assert_string_equal(text, wanted);
}

/* [17] [19] number 0 is a reference like any other */
static void absent_domain(void **state)
{
	struct test *test = *state;
	uint32_t refs[2] = { 0, 8 };
	char text[128];

	assert_false(fdinfo(test->zcopy, "xen-zcopy-refused", text, sizeof(text)));
	expect(from_refs(test, from_refs_request(refs, 2)), ESRCH);
	expect_refusal(test, "1 of 2, ref 0, domain 32751, status -2");
}

/* [17] [30] a bad reference at any place: the others are unmapped again */
static void bad_ref_among_good_ones(void **state)
{
	/* either side of the driver's batches, too */
	static const uint32_t places[] = { 0, 1, 31, 63, 64, 65, 127, 128, 149 };
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct shared shared;
	char wanted[128];

	shared_init(&shared, 150);
	for (size_t i = 0; i < COUNT(places); i++) {
		uint32_t place = places[i], good = shared.refs[place];
		long pages;

		shared.refs[place] = NO_REF;
		expect(from_refs(test, shared_request(&shared)), ENXIO);
		/* not asynchronous: after a refusal nothing is mapped */
		pages = stats_read().mapped_pages;
		assert_int_equal(pages, 0);
		snprintf(wanted, sizeof(wanted), "%u of 150, ref %u, domain %u, status -3",
			 place + 1, NO_REF, shared.domid);
		expect_refusal(test, wanted);
		shared.refs[place] = good;
	}

	/* the same pages can still be mapped, every one of them */
	args = shared_map(test->zcopy, &shared);
	gem_close(test->zcopy, args.dumb.handle);
	await_free(test->zcopy, args.wait_handle);
	shared_finish(&shared);
}

/* [30] */
static void same_ref_twice(void **state)
{
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct shared shared;

	shared_init(&shared, 2);
	shared.refs[1] = shared.refs[0];
	args = shared_map(test->zcopy, &shared);
	gem_close(test->zcopy, args.dumb.handle);
	await_free(test->zcopy, args.wait_handle);
	shared_finish(&shared);
}

static void outputs(void **state)
{
	struct test *test = *state;
	struct drm_xen_zcopy_dumb_from_refs args;
	struct shared shared;
	char pages[32];

	shared_init(&shared, 5);
	args = shared_request(&shared);
	args.dumb.width = 1001;
	args.dumb.height = 3;
	args.dumb.bpp = 12;
	/* what comes in is not believed */
	args.dumb.handle = 77;
	args.dumb.pitch = 1;
	args.dumb.size = 1;
	expect(call(test->zcopy, FROM_REFS, &args), 0);
	assert_int_equal(args.dumb.pitch, 1502);
	assert_int_equal(args.dumb.size, 3 * 1502);
	assert_int_not_equal(args.dumb.handle, 0);
	assert_int_not_equal(args.dumb.handle, 77);
	assert_int_not_equal(args.wait_handle, 0);
	assert_int_equal(args.num_grefs, 5);
	assert_ptr_equal(args.grefs, shared.refs);
	/* more references than needed belong to the buffer */
	assert_true(fdinfo(test->zcopy, "xen-zcopy-mapped-pages", pages, sizeof(pages)));
	assert_string_equal(pages, "5");

	gem_close(test->zcopy, args.dumb.handle);
	await_free(test->zcopy, args.wait_handle);
	shared_finish(&shared);
}

/* [20] as a frontend does whose window is being resized */
static void rapid_create_and_destroy(void **state)
{
	struct test *test = *state;
	struct shared shared;
	uint32_t last = 0;

	shared_init(&shared, 40);
	for (int i = 0; i < 300; i++) {
		struct drm_xen_zcopy_dumb_from_refs args = shared_map(test->zcopy, &shared);

		/* [4] [7] no wait handle comes back soon */
		assert_int_not_equal(args.wait_handle, last);
		last = args.wait_handle;
		gem_close(test->zcopy, args.dumb.handle);
		if (i % 3 == 0)
			await_free(test->zcopy, args.wait_handle);
	}
	shared_finish(&shared);
}

/* Other sizes and directions of the same numbers are not ours: no handler */
static void unknown_commands(void **state)
{
	struct test *test = *state;
	char room[256] = { 0 };

	for (unsigned int nr = 0x40; nr < 0xA0; nr++) {
		expect(call(test->zcopy, DRM_IOWR(nr, char[24]), room), EINVAL);
		expect(call(test->zcopy, DRM_IO(nr), room), EINVAL);
	}
}

int from_refs_tests(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(bad_argument_pointer),
		TEST(bad_refs_pointer),
		TEST(answer_cannot_be_written),
		TEST(counts),
		TEST(image_sizes),
		TEST(unknown_flags),
		TEST(reserved_domains),
		TEST(absent_domain),
		TEST(bad_ref_among_good_ones),
		TEST(same_ref_twice),
		TEST(outputs),
		TEST(rapid_create_and_destroy),
		TEST(unknown_commands),
	};

	return cmocka_run_group_tests_name("from refs", tests, NULL, NULL);
}
