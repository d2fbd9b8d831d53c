// SPDX-License-Identifier: GPL-2.0-or-later
/* Unloading the driver [8], and loading it again. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <xf86drm.h>

#include "buffers.h"
#include "groups.h"

static int unload(void)
{
	return syscall(SYS_delete_module, "xen_zcopy", O_NONBLOCK) ? errno : 0;
}

static bool can_unload(void *unused)
{
	(void)unused;
	return unload() == 0;
}

/* Nothing but a descriptor is left of a buffer, then only its mapping, and the
 * code stays where it is. With the last user the module can go at once.
 */
static void unload_in_use(void **state)
{
	struct drm_xen_zcopy_dumb_from_refs args;
	struct shared shared;
	char folder[4096], path[4200];
	int zcopy, file, fd;
	void *memory;

	(void)state;
	modules_folder(folder, sizeof(folder));
	snprintf(path, sizeof(path), "%s/xen-zcopy.ko", folder);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		skip();

	shared_init(&shared, 3);
	zcopy = open_zcopy();
	expect(unload(), EAGAIN);
	args = shared_map(zcopy, &shared);
	fd = prime_export(zcopy, args.dumb.handle);
	drmClose(zcopy);
	expect(unload(), EAGAIN);
	memory = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(memory, MAP_FAILED);
	close(fd);
	expect(unload(), EAGAIN);
	munmap(memory, PAGE);

	assert_true(within_2s(can_unload, NULL));
	assert_int_equal(syscall(SYS_finit_module, file, "", 0), 0);
	close(file);
	shared_finish(&shared);

	/* and it is as good as new */
	shared_init(&shared, 3);
	zcopy = open_zcopy();
	args = shared_map(zcopy, &shared);
	gem_close(zcopy, args.dumb.handle);
	await_free(zcopy, args.wait_handle);
	drmClose(zcopy);
	shared_finish(&shared);
}

static void say_native(const char *value)
{
	int fd = open("/sys/module/fake_xen/parameters/native", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		skip();
	assert_int_equal(write(fd, value, 1), 1);
	close(fd);
}

/* [16] a kernel that does not run on Xen */
static void refuses_a_kernel_without_xen(void **state)
{
	char folder[4096], path[4200];
	int file, error;

	(void)state;
	modules_folder(folder, sizeof(folder));
	snprintf(path, sizeof(path), "%s/xen-zcopy.ko", folder);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		skip();

	say_native("1");
	assert_true(within_2s(can_unload, NULL));
	error = syscall(SYS_finit_module, file, "", 0) ? errno : 0;
	say_native("0");
	expect(error, ENODEV);
	assert_int_equal(syscall(SYS_finit_module, file, "", 0), 0);
	close(file);
}

/* Apart, and the very last: it is the one thing the driver says aloud. */
int refusal_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_a_kernel_without_xen),
	};

	return cmocka_run_group_tests_name("refusal", tests, NULL, NULL);
}

int module_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(unload_in_use),
	};

	return cmocka_run_group_tests_name("module", tests, NULL, NULL);
}
