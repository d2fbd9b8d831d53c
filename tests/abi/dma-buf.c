// SPDX-License-Identifier: GPL-2.0-or-later
/* The dma-buf of a buffer of foreign pages, as user space and importers see it. */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/dma-buf.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "buffers.h"
#include "groups.h"

#define PAGES	7u

/* A buffer with its dma-buf; the GEM handle is still open. */
struct exported {
	struct shared shared;
	uint32_t handle, wait_handle;
	int fd;
};

static void exported_init(struct exported *exported, struct test *test)
{
	struct drm_xen_zcopy_dumb_from_refs args;

	shared_init(&exported->shared, PAGES);
	args = shared_map(test->zcopy, &exported->shared);
	exported->handle = args.dumb.handle;
	exported->wait_handle = args.wait_handle;
	exported->fd = prime_export(test->zcopy, args.dumb.handle);
}

static void exported_finish(struct exported *exported, struct test *test)
{
	await_free(test->zcopy, exported->wait_handle);
	shared_finish(&exported->shared);
}

#define skip_on_pv() \
	do { \
		if (is_pv()) \
			skip_because("x86 PV has no mmap of foreign pages"); \
	} while (0)

static uint8_t *map(int fd, size_t size, int prot, int flags, off_t offset)
{
	uint8_t *memory = mmap(NULL, size, prot, flags, fd, offset);

	return memory == MAP_FAILED ? NULL : memory;
}

/* [26] the very pages: what is written at one side is there at the other */
static void mapping_is_the_pages(void **state)
{
	struct test *test = *state;
	struct exported exported;
	uint8_t *memory;

	skip_on_pv();
	exported_init(&exported, test);
	memory = map(exported.fd, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	assert_non_null(memory);
	for (unsigned int i = 0; i < PAGES; i++) {
		exported.shared.memory[i * PAGE + 100] = 0x40 + i;
		memory[i * PAGE + 200] = 0x80 + i;
	}
	for (unsigned int i = 0; i < PAGES; i++) {
		assert_int_equal(memory[i * PAGE + 100], 0x40 + i);
		assert_int_equal(exported.shared.memory[i * PAGE + 200], 0x80 + i);
	}
	munmap(memory, PAGES * PAGE);

	/* a part of it: the right one */
	memory = map(exported.fd, PAGE, PROT_READ, MAP_SHARED, 5 * PAGE);
	assert_non_null(memory);
	assert_int_equal(memory[100], 0x45);
	munmap(memory, PAGE);

	close(exported.fd);
	gem_close(test->zcopy, exported.handle);
	exported_finish(&exported, test);
}

/* [13] [26] */
static void mapping_bounds(void **state)
{
	struct test *test = *state;
	struct exported exported;
	uint8_t *memory;

	skip_on_pv();
	exported_init(&exported, test);
	assert_null(map(exported.fd, (PAGES + 1) * PAGE, PROT_READ, MAP_SHARED, 0));
	assert_null(map(exported.fd, PAGE, PROT_READ, MAP_SHARED, PAGES * PAGE));
	assert_null(map(exported.fd, 2 * PAGE, PROT_READ, MAP_SHARED, (PAGES - 1) * PAGE));
	assert_null(map(exported.fd, PAGE, PROT_READ, MAP_SHARED, (off_t)1 << 50));

	/* it does not grow either */
	memory = map(exported.fd, PAGE, PROT_READ, MAP_SHARED, 0);
	assert_non_null(memory);
	assert_ptr_equal(mremap(memory, PAGE, (PAGES + 1) * PAGE, MREMAP_MAYMOVE), MAP_FAILED);
	munmap(memory, PAGE);

	/* no private copies of page frames: in the kernel that would be a BUG */
	assert_null(map(exported.fd, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0));
	assert_null(map(exported.fd, PAGE, PROT_READ, MAP_PRIVATE, 0));

	close(exported.fd);
	gem_close(test->zcopy, exported.handle);
	exported_finish(&exported, test);
}

/* [29] there it is refused at once, in place of a fault later */
static void no_mapping_on_pv(void **state)
{
	struct test *test = *state;
	struct exported exported;

	exported_init(&exported, test);
	assert_null(map(exported.fd, PAGE, PROT_READ, MAP_SHARED, 0));
	assert_int_equal(errno, EOPNOTSUPP);
	close(exported.fd);
	gem_close(test->zcopy, exported.handle);
	exported_finish(&exported, test);
}

/* Nobody gets hold of the pages through the mapping. */
static void pages_cannot_be_pinned(void **state)
{
	struct test *test = *state;
	struct exported exported;
	struct iovec io = { .iov_len = PAGE };
	int ends[2];

	skip_on_pv();
	exported_init(&exported, test);
	io.iov_base = map(exported.fd, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	assert_non_null(io.iov_base);
	*(volatile char *)io.iov_base = 1;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(vmsplice(ends[1], &io, 1, SPLICE_F_NONBLOCK), -1);
	assert_int_equal(errno, EFAULT);
	close(ends[0]);
	close(ends[1]);
	munmap(io.iov_base, PAGE);
	close(exported.fd);
	gem_close(test->zcopy, exported.handle);
	exported_finish(&exported, test);
}

/* [26] */
static void cpu_access(void **state)
{
	static const uint64_t flags[] = {
		DMA_BUF_SYNC_READ, DMA_BUF_SYNC_WRITE, DMA_BUF_SYNC_RW,
	};
	struct test *test = *state;
	struct exported exported;
	uint32_t imported;

	exported_init(&exported, test);
	/* once without, once with a device that has it mapped */
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < COUNT(flags); i++) {
			struct dma_buf_sync sync = { .flags = flags[i] | DMA_BUF_SYNC_START };

			expect(call(exported.fd, DMA_BUF_IOCTL_SYNC, &sync), 0);
			sync.flags = flags[i] | DMA_BUF_SYNC_END;
			expect(call(exported.fd, DMA_BUF_IOCTL_SYNC, &sync), 0);
		}
		imported = prime_import(test->display, exported.fd);
	}
	gem_close(test->display, imported);
	close(exported.fd);
	gem_close(test->zcopy, exported.handle);
	exported_finish(&exported, test);
}

/* [2] [8] each of its users keeps it alive, and none needs another one */
static void every_user_keeps_it(void **state)
{
	struct test *test = *state;
	struct exported exported;
	uint32_t imported;
	uint8_t *memory;
	int copy;

	skip_on_pv();
	exported_init(&exported, test);
	imported = prime_import(test->display, exported.fd);
	memory = map(exported.fd, PAGE, PROT_READ, MAP_SHARED, 0);
	copy = fcntl(exported.fd, F_DUPFD_CLOEXEC, 0);
	assert_non_null(memory);
	exported.shared.memory[9] = 99;

	gem_close(test->zcopy, exported.handle);
	expect(wait_free(test->zcopy, exported.wait_handle, 0), ETIMEDOUT);
	close(exported.fd);
	expect(wait_free(test->zcopy, exported.wait_handle, 0), ETIMEDOUT);
	gem_close(test->display, imported);
	expect(wait_free(test->zcopy, exported.wait_handle, 0), ETIMEDOUT);
	close(copy);
	expect(wait_free(test->zcopy, exported.wait_handle, 50), ETIMEDOUT);
	assert_int_equal(memory[9], 99);
	munmap(memory, PAGE);
	exported_finish(&exported, test);
}

/* [8] the file that made it is closed, and its process dead */
static void outlives_its_creator(void **state)
{
	struct test *test = *state;
	char control[CMSG_SPACE(sizeof(int))] = { 0 }, byte = 0;
	uint32_t wait_handle;
	struct iovec io = { .iov_base = &wait_handle, .iov_len = sizeof(wait_handle) };
	struct msghdr message = {
		.msg_iov = &io, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct shared shared;
	uint8_t *memory;
	int ends[2], fd, status;
	pid_t child;

	skip_on_pv();
	shared_init(&shared, PAGES);
	shared.memory[PAGE] = 55;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		int zcopy = open_zcopy();
		struct drm_xen_zcopy_dumb_from_refs args = shared_map(zcopy, &shared);
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);

		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int));
		fd = prime_export(zcopy, args.dumb.handle);
		memcpy(CMSG_DATA(header), &fd, sizeof(fd));
		wait_handle = args.wait_handle;
		sendmsg(ends[1], &message, 0);
		/* to be killed */
		(void)!read(ends[1], &byte, 1);
		_exit(1);
	}

	assert_int_equal(recvmsg(ends[0], &message, MSG_CMSG_CLOEXEC), sizeof(wait_handle));
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);

	expect(wait_free(test->zcopy, wait_handle, 50), ETIMEDOUT);
	memory = map(fd, PAGES * PAGE, PROT_READ, MAP_SHARED, 0);
	assert_non_null(memory);
	assert_int_equal(memory[PAGE], 55);
	munmap(memory, PAGES * PAGE);
	gem_close(test->display, prime_import(test->display, fd));
	close(fd);
	close(ends[0]);
	close(ends[1]);
	await_free(test->zcopy, wait_handle);
	shared_finish(&shared);
}

/* [27] several importers at once, each with a mapping of its own */
static void several_importers(void **state)
{
	struct test *test = *state;
	struct exported exported;
	uint32_t handles[4];
	int displays[4];

	exported_init(&exported, test);
	for (size_t i = 0; i < COUNT(displays); i++) {
		displays[i] = drmOpen("vkms", NULL);
		assert_true(displays[i] >= 0);
		handles[i] = prime_import(displays[i], exported.fd);
	}
	close(exported.fd);
	gem_close(test->zcopy, exported.handle);
	for (size_t i = 0; i < COUNT(displays); i++) {
		expect(wait_free(test->zcopy, exported.wait_handle, 0), ETIMEDOUT);
		gem_close(displays[i], handles[i]);
		drmClose(displays[i]);
	}
	exported_finish(&exported, test);
}

/* Through GEM handle and dma-buf, the same buffer is always the same name. */
static void one_name_per_file(void **state)
{
	struct test *test = *state;
	struct exported exported;
	int again;

	exported_init(&exported, test);
	assert_int_equal(prime_import(test->zcopy, exported.fd), exported.handle);
	again = prime_export(test->zcopy, exported.handle);
	assert_int_equal(prime_import(test->zcopy, again), exported.handle);
	assert_int_equal(lseek(again, 0, SEEK_END), PAGES * PAGE);
	close(again);
	close(exported.fd);
	gem_close(test->zcopy, exported.handle);
	exported_finish(&exported, test);
}

int dma_buf_tests(void)
{
	static const struct CMUnitTest pv[] = {
		TEST(no_mapping_on_pv),
	};
	static const struct CMUnitTest tests[] = {
		TEST(mapping_is_the_pages),
		TEST(mapping_bounds),
		TEST(pages_cannot_be_pinned),
		TEST(cpu_access),
		TEST(every_user_keeps_it),
		TEST(outlives_its_creator),
		TEST(several_importers),
		TEST(one_name_per_file),
	};

	return cmocka_run_group_tests_name("dma-buf", tests, NULL, NULL) +
	       (is_pv() ? cmocka_run_group_tests_name("x86 PV", pv, NULL, NULL) : 0);
}
