// SPDX-License-Identifier: GPL-2.0-or-later
/* Unloading the driver [8], and loading it again. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xf86drm.h>

#include "buffers.h"
#include "groups.h"
#include "modules.h"

static const char driver[] = "xen_zcopy", driver_file[] = "xen-zcopy";

/* Nothing but a descriptor is left of a buffer, then only its mapping, and the
 * code stays where it is. With the last user the module can go at once.
 */
static void unload_in_use(void **state)
{
	struct drm_xen_zcopy_dumb_from_refs args;
	struct shared shared;
	int zcopy, fd;
	void *memory;

	(void)state;
	if (!module_is_there(driver_file))
		skip_because("the driver's module is not where the target says");

	shared_init(&shared, 3);
	zcopy = open_zcopy();
	expect(module_try_unload(driver), EAGAIN);
	args = shared_map(zcopy, &shared);
	fd = prime_export(zcopy, args.dumb.handle);
	drmClose(zcopy);
	expect(module_try_unload(driver), EAGAIN);
	memory = is_pv() ? NULL : mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	assert_ptr_not_equal(memory, MAP_FAILED);
	close(fd);
	if (memory) {
		expect(module_try_unload(driver), EAGAIN);
		munmap(memory, PAGE);
	}

	assert_int_equal(module_unload(driver), 0);
	assert_int_equal(module_load(driver_file, ""), 0);
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
		skip_because("this kernel cannot be told that there is no Xen");
	assert_int_equal(write(fd, value, 1), 1);
	close(fd);
}

/* [16] a kernel that does not run on Xen */
static void refuses_a_kernel_without_xen(void **state)
{
	int error;

	(void)state;
	if (!module_is_there(driver_file))
		skip_because("the driver's module is not where the target says");

	say_native("1");
	assert_int_equal(module_unload(driver), 0);
	error = module_load(driver_file, "") ? errno : 0;
	say_native("0");
	expect(error, ENODEV);
	assert_int_equal(module_load(driver_file, ""), 0);
}

/* Loading fails half way, because what the parameter says is taken: all of it is undone. */
static void loading_fails_with(const char *taken)
{
	int error;

	assert_int_equal(module_unload(driver), 0);
	assert_int_equal(module_load("odd-squatter", taken), 0);
	error = module_load(driver_file, "") ? errno : 0;
	assert_int_equal(module_unload("odd_squatter"), 0);
	expect(error, EEXIST);
	assert_int_equal(module_load(driver_file, ""), 0);
}

static void device_is_taken(void **state)
{
	(void)state;
	if (!module_is_there("odd-squatter"))
		skip_because("this target has no odd-squatter.ko");
	loading_fails_with("platform=xen_drm_zcopy");
}

static void card_is_taken(void **state)
{
	int zcopy = open_zcopy();
	char *path = drmGetDeviceNameFromFd2(zcopy), parameter[64];

	(void)state;
	assert_non_null(path);
	/* it will be the same card again */
	snprintf(parameter, sizeof(parameter), "drm=%s", strrchr(path, '/') + 1);
	free(path);
	drmClose(zcopy);
	if (!module_is_there("odd-squatter"))
		skip_because("this target has no odd-squatter.ko");
	loading_fails_with(parameter);
}

/* Apart, and the very last: here the driver, or the kernel on its behalf, speaks aloud. */
int refusal_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_a_kernel_without_xen),
		cmocka_unit_test(device_is_taken),
		cmocka_unit_test(card_is_taken),
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
