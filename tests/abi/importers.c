// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a device that imports a buffer of foreign pages sees: devices of every
 * direction at once, and devices that cannot have it [26] [27].
 */
#include <fcntl.h>
#include <unistd.h>

#include <linux/dma-buf.h>

#include "buffers.h"
#include "groups.h"
#include "modules.h"
#include "odd/odd-importer.h"

#define PAGES	7u

/* enum dma_data_direction of the kernel */
enum { BIDIRECTIONAL, TO_DEVICE, FROM_DEVICE, NONE, NO_DIRECTION = 77 };

static int load_importer(void **state)
{
	(void)state;
	return module_load("odd-importer", "");
}

static int unload_importer(void **state)
{
	(void)state;
	return module_unload("odd_importer");
}

static int open_device(void)
{
	int fd = open("/dev/odd-importer", O_RDWR | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static int import(int device, int dmabuf, uint32_t direction, uint32_t max_segment)
{
	struct odd_import args = {
		.fd = dmabuf, .direction = direction, .max_segment = max_segment,
	};

	return call(device, ODD_IMPORT, &args);
}

/* A dma-buf that is all there is of a buffer */
static int new_dma_buf(struct test *test, struct shared *shared, uint32_t *wait_handle)
{
	struct drm_xen_zcopy_dumb_from_refs args;
	int fd;

	shared_init(shared, PAGES);
	args = shared_map(test->zcopy, shared);
	fd = prime_export(test->zcopy, args.dumb.handle);
	gem_close(test->zcopy, args.dumb.handle);
	*wait_handle = args.wait_handle;
	return fd;
}

/* Each device has a mapping of its own direction, while the CPU comes and goes. What is
 * synced or undone for another one, the debug kernel's DMA API tells.
 */
static void every_direction_at_once(void **state)
{
	static const uint32_t directions[] = { BIDIRECTIONAL, TO_DEVICE, FROM_DEVICE };
	struct test *test = *state;
	int devices[COUNT(directions)], dmabuf;
	struct dma_buf_sync sync;
	struct shared shared;
	uint32_t wait_handle;

	dmabuf = new_dma_buf(test, &shared, &wait_handle);
	for (size_t i = 0; i < COUNT(devices); i++) {
		devices[i] = open_device();
		expect(import(devices[i], dmabuf, directions[i], 0), 0);
	}
	sync.flags = DMA_BUF_SYNC_RW | DMA_BUF_SYNC_START;
	expect(call(dmabuf, DMA_BUF_IOCTL_SYNC, &sync), 0);
	sync.flags = DMA_BUF_SYNC_RW | DMA_BUF_SYNC_END;
	expect(call(dmabuf, DMA_BUF_IOCTL_SYNC, &sync), 0);

	close(dmabuf);
	for (size_t i = 0; i < COUNT(devices); i++) {
		expect(wait_free(test->zcopy, wait_handle, 0), ETIMEDOUT);
		close(devices[i]);
	}
	await_free(test->zcopy, wait_handle);
	shared_finish(&shared);
}

/* Devices, and questions, that are refused: the buffer is as good as before. */
static void refused(void **state)
{
	static const struct {
		uint32_t direction, max_segment;
		int error;
	} cases[] = {
		{ NONE, 0, EINVAL },
		{ NO_DIRECTION, 0, EINVAL },
		{ BIDIRECTIONAL, PAGE / 2, EINVAL },
		/* the pages are neighbours nowhere: one at a time is all it takes */
		{ BIDIRECTIONAL, PAGE, 0 },
	};
	struct test *test = *state;
	struct shared shared;
	uint32_t wait_handle;
	int dmabuf;

	dmabuf = new_dma_buf(test, &shared, &wait_handle);
	for (size_t i = 0; i < COUNT(cases); i++) {
		int device = open_device();

		expect(import(device, dmabuf, cases[i].direction, cases[i].max_segment),
		       cases[i].error);
		close(device);
	}
	close(dmabuf);
	await_free(test->zcopy, wait_handle);
	shared_finish(&shared);
}

int importers_tests(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(every_direction_at_once),
		TEST(refused),
	};

	if (!module_is_there("odd-importer")) {
		print_message("# left out, this target has no odd-importer.ko: importers\n");
		return 0;
	}
	return cmocka_run_group_tests_name("importers", tests, load_importer,
					   unload_importer);
}
