// SPDX-License-Identifier: GPL-2.0-or-later
/* Importing from an exporter whose sg tables are odd [14] [23] [28]. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <xf86drm.h>

#include "buffers.h"
#include "groups.h"
#include "odd-exporter/odd-exporter.h"

static int load_exporter(void **state)
{
	char folder[4096], path[4200];
	int fd, ret;

	(void)state;
	modules_folder(folder, sizeof(folder));
	snprintf(path, sizeof(path), "%s/odd-exporter.ko", folder);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	ret = syscall(SYS_finit_module, fd, "", 0);
	close(fd);
	return ret;
}

/* The driver lets go of the last buffer in a work of its own, after its close. */
static bool unloaded(void *unused)
{
	(void)unused;
	return syscall(SYS_delete_module, "odd_exporter", O_NONBLOCK) == 0;
}

static int unload_exporter(void **state)
{
	(void)state;
	return within_2s(unloaded, NULL) ? 0 : -1;
}

/* TO_REFS of a buffer of that kind: its errno */
static int grant_odd_buffer(struct test *test, enum odd_kind kind)
{
	int exporter = open("/dev/odd-exporter", O_RDWR | O_CLOEXEC);
	uint32_t refs[ODD_PAGES] = { 0 };
	struct drm_xen_zcopy_dumb_to_refs args = {
		.num_grefs = ODD_PAGES,
		.grefs = refs,
		.otherend_id = NO_DOMAIN,
	};
	int fd, error;

	assert_true(exporter >= 0);
	fd = ioctl(exporter, ODD_EXPORT, (unsigned long)kind);
	assert_true(fd >= 0);
	args.handle = prime_import(test->zcopy, fd);
	close(fd);
	close(exporter);
	error = call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &args);
	gem_close(test->zcopy, args.handle);
	return error;
}

/* otherwise the others could be refused for any reason */
static void even_table(void **state)
{
	expect(grant_odd_buffer(*state, ODD_NOTHING), 0);
}

static void first_entry_inside_a_page(void **state)
{
	expect(grant_odd_buffer(*state, ODD_FIRST_OFFSET), EINVAL);
}

static void later_entry_inside_a_page(void **state)
{
	expect(grant_odd_buffer(*state, ODD_MIDDLE_OFFSET), EINVAL);
}

static void entry_ends_inside_a_page(void **state)
{
	expect(grant_odd_buffer(*state, ODD_MIDDLE_LENGTH), EINVAL);
}

static void table_shorter_than_the_buffer(void **state)
{
	expect(grant_odd_buffer(*state, ODD_TOO_SHORT), EINVAL);
}

static void table_longer_than_the_buffer(void **state)
{
	expect(grant_odd_buffer(*state, ODD_TOO_LONG), EINVAL);
}

int odd_tests(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(even_table),
		TEST(first_entry_inside_a_page),
		TEST(later_entry_inside_a_page),
		TEST(entry_ends_inside_a_page),
		TEST(table_shorter_than_the_buffer),
		TEST(table_longer_than_the_buffer),
	};

	return cmocka_run_group_tests_name("odd sg tables", tests, load_exporter,
					   unload_exporter);
}
