// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Several threads do at random whatever the door offers, to the same few buffers,
 * files and handles, and let go of everything in any order. Nothing has to succeed;
 * nothing may be left behind, and no kernel may complain (that is checked by the
 * last test of all, and by whoever watches a debug kernel's console). [10] [20]
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <linux/dma-buf.h>
#include <xf86drm.h>

#include "buffers.h"
#include "groups.h"

#define THREADS		4
#define FILES		2
#define SLOTS		8
#define PAGES		40u
#define MAX_HANDLE	12
#define RUN_MS		1500
/* Calls that do something before it counts, for which a slow target gets more time */
#define ENOUGH		100u
#define RUN_MAX_MS	(10 * RUN_MS)

static struct {
	int zcopy[FILES], display;
	struct shared shared;
	/* exported dma-bufs, -1 when free, and mappings of some */
	_Atomic int fds[SLOTS];
	_Atomic(void *) maps[SLOTS];
	_Atomic uint32_t waits[SLOTS];
	atomic_uint done, worked;
	long long end, last_end;
} arena;

static void put_fd(unsigned int slot, int fd)
{
	int old = atomic_exchange(&arena.fds[slot], fd);

	if (old >= 0)
		close(old);
}

static void put_map(unsigned int slot, void *map)
{
	void *old = atomic_exchange(&arena.maps[slot], map);

	if (old)
		munmap(old, PAGE);
}

/* A descriptor of one's own for what is in a slot, which may be gone meanwhile:
 * then it is some other dma-buf, or none.
 */
static int borrow_fd(unsigned int slot)
{
	int fd = atomic_load(&arena.fds[slot]);

	return fd < 0 ? -1 : dup(fd);
}

static int do_from_refs(int zcopy, unsigned int slot)
{
	struct drm_xen_zcopy_dumb_from_refs args = shared_request(&arena.shared);
	int error = call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &args);

	if (!error)
		atomic_store(&arena.waits[slot], args.wait_handle);
	return error;
}

static int do_gem_close(int drm, uint32_t handle)
{
	struct drm_gem_close args = { .handle = handle };

	return call(drm, DRM_IOCTL_GEM_CLOSE, &args);
}

static int do_export(int drm, uint32_t handle, unsigned int slot)
{
	int fd;

	if (drmPrimeHandleToFD(drm, handle, DRM_CLOEXEC | DRM_RDWR, &fd) != 0)
		return errno;
	put_fd(slot, fd);
	return 0;
}

static int do_import(int drm, unsigned int slot)
{
	uint32_t handle;
	int fd = borrow_fd(slot);
	int error;

	if (fd < 0)
		return EBADF;
	error = drmPrimeFDToHandle(drm, fd, &handle) ? errno : 0;
	close(fd);
	return error;
}

static int do_map(unsigned int slot, unsigned int page)
{
	int fd = borrow_fd(slot);
	void *map;

	if (fd < 0)
		return EBADF;
	map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)page * PAGE);
	close(fd);
	if (map == MAP_FAILED)
		return errno;
	*(volatile char *)map = 1;
	put_map(slot, map);
	return 0;
}

static int do_sync(unsigned int slot)
{
	struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_RW | DMA_BUF_SYNC_START };
	int fd = borrow_fd(slot);
	int error;

	if (fd < 0)
		return EBADF;
	error = call(fd, DMA_BUF_IOCTL_SYNC, &sync);
	sync.flags = DMA_BUF_SYNC_RW | DMA_BUF_SYNC_END;
	call(fd, DMA_BUF_IOCTL_SYNC, &sync);
	close(fd);
	return error;
}

static int do_dumb(unsigned int slot)
{
	struct drm_mode_create_dumb dumb = { .width = 1024, .height = PAGES, .bpp = 32 };
	int error = call(arena.display, DRM_IOCTL_MODE_CREATE_DUMB, &dumb);

	if (error)
		return error;
	error = do_export(arena.display, dumb.handle, slot);
	do_gem_close(arena.display, dumb.handle);
	return error;
}

static int do_to_refs(int zcopy, uint32_t handle)
{
	uint32_t refs[PAGES];
	struct drm_xen_zcopy_dumb_to_refs args = {
		.num_grefs = PAGES,
		.grefs = refs,
		.otherend_id = NO_DOMAIN,
		.handle = handle,
	};

	return call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &args);
}

static int one_deed(unsigned int *seed)
{
	int zcopy = arena.zcopy[rand_r(seed) % FILES];
	int drm = rand_r(seed) % 4 ? zcopy : arena.display;
	unsigned int slot = rand_r(seed) % SLOTS;
	uint32_t handle = 1 + rand_r(seed) % MAX_HANDLE;

	switch (rand_r(seed) % 14) {
	case 0:
	case 1:
		return do_from_refs(zcopy, slot);
	case 2:
	case 3:
	case 4:
		return do_gem_close(drm, handle);
	case 5:
		return do_export(drm, handle, slot);
	case 6:
		return do_import(drm, slot);
	case 7:
		return do_map(slot, rand_r(seed) % (PAGES + 2));
	case 8:
		put_map(slot, NULL);
		return 0;
	case 9:
		put_fd(slot, -1);
		return 0;
	case 10:
		return do_sync(slot);
	case 11:
		return do_dumb(slot);
	case 12:
		return do_to_refs(zcopy, handle);
	default:
		return wait_free(zcopy, atomic_load(&arena.waits[slot]), rand_r(seed) % 8);
	}
}

static bool is_over(void)
{
	long long now = now_ms();

	return now >= (arena.worked > ENOUGH ? arena.end : arena.last_end);
}

static void *hammer(void *arg)
{
	unsigned int seed = (uintptr_t)arg;

	while (!is_over()) {
		atomic_fetch_add(&arena.done, 1);
		if (!one_deed(&seed))
			atomic_fetch_add(&arena.worked, 1);
	}
	return NULL;
}

static void everything_at_once(void **state)
{
	pthread_t threads[THREADS];
	unsigned int seed = time(NULL);

	(void)state;
	shared_init(&arena.shared, PAGES);
	for (int i = 0; i < FILES; i++)
		arena.zcopy[i] = open_zcopy();
	arena.display = drmOpen("vkms", NULL);
	for (int i = 0; i < SLOTS; i++)
		arena.fds[i] = -1;
	arena.end = now_ms() + RUN_MS;
	arena.last_end = now_ms() + RUN_MAX_MS * patience;

	print_message("# seed %u\n", seed);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, hammer,
						(void *)(uintptr_t)(seed + i)), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	print_message("# %u calls, %u did something\n", arena.done, arena.worked);
	assert_true(arena.worked > ENOUGH);

	/* half of the files first, to leave the rest to the last references */
	drmClose(arena.zcopy[0]);
	for (int i = 0; i < SLOTS; i++) {
		put_fd(i, -1);
		put_map(i, NULL);
	}
	drmClose(arena.display);
	drmClose(arena.zcopy[1]);
	shared_finish(&arena.shared);
}

int hammer_tests(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(everything_at_once),
	};

	return cmocka_run_group_tests_name("everything at once", tests, NULL, NULL);
}
