// SPDX-License-Identifier: GPL-2.0-or-later
/* Importing from an exporter whose sg tables are odd [14] [18] [23] [28]. */
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xengnttab.h>

#include "buffers.h"
#include "groups.h"
#include "modules.h"
#include "odd/odd-exporter.h"

static int load_exporter(void **state)
{
	(void)state;
	return module_load("odd-exporter", "");
}

static int unload_exporter(void **state)
{
	(void)state;
	return module_unload("odd_exporter");
}

/* A buffer of that kind that nobody but the driver holds */
static uint32_t import_odd_buffer(struct test *test, enum odd_kind kind)
{
	int exporter = open("/dev/odd-exporter", O_RDWR | O_CLOEXEC);
	uint32_t handle;
	int fd;

	assert_true(exporter >= 0);
	fd = ioctl(exporter, ODD_EXPORT, (unsigned long)kind);
	assert_true(fd >= 0);
	handle = prime_import(test->zcopy, fd);
	close(fd);
	close(exporter);
	return handle;
}

/* TO_REFS of a buffer of that kind: its errno */
static int grant_odd_buffer(struct test *test, enum odd_kind kind)
{
	uint32_t refs[ODD_PAGES] = { 0 };
	struct drm_xen_zcopy_dumb_to_refs args = {
		.num_grefs = ODD_PAGES,
		.grefs = refs,
		.otherend_id = NO_DOMAIN,
		.handle = import_odd_buffer(test, kind),
	};
	int error;

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

static void later_entry_across_two_pages(void **state)
{
	expect(grant_odd_buffer(*state, ODD_MIDDLE_SHIFT), EINVAL);
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

static bool one_in_use(void *unused)
{
	char line[256];

	(void)unused;
	return buffers_line("granted ", line, sizeof(line)) &&
	       strstr(line, " state=ending in_use=1 ");
}

/* [18] the peer, here this domain itself, maps a page that is to end: the others end at
 * once; the exporter's buffer, whose pages they are, stays until the peer lets go
 */
static void exporter_is_held_while_the_peer_maps(void **state)
{
	struct test *test = *state;
	uint32_t refs[ODD_PAGES] = { 0 };
	struct drm_xen_zcopy_dumb_to_refs args = {
		.num_grefs = ODD_PAGES,
		.grefs = refs,
		.otherend_id = 0,
	};
	xengnttab_handle *peer;
	uint8_t *memory;

	if (!maps_itself())
		skip_because("this domain cannot map its own grants");
	args.handle = import_odd_buffer(test, ODD_NOTHING);
	expect(call(test->zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &args), 0);
	peer = xengnttab_open(NULL, 0);
	assert_non_null(peer);
	/* not the last one: what comes behind it in the buffer has to end as well */
	memory = xengnttab_map_grant_ref(peer, 0, refs[1], PROT_READ | PROT_WRITE);
	assert_non_null(memory);

	gem_close(test->zcopy, args.handle);
	assert_true(soon(one_in_use, NULL));
	assert_int_equal(stats_read().ending_buffers, 1);
	/* what is put in a work is let go of a tick later */
	usleep(50000);
	expect(module_try_unload("odd_exporter"), EAGAIN);
	memory[0] = 1;
	xengnttab_unmap(peer, memory, 1);
	xengnttab_close(peer);
	/* that all is gone then is what every test checks, and the end of this group */
}

int odd_tests(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(even_table),
		TEST(first_entry_inside_a_page),
		TEST(later_entry_inside_a_page),
		TEST(later_entry_across_two_pages),
		TEST(entry_ends_inside_a_page),
		TEST(table_shorter_than_the_buffer),
		TEST(table_longer_than_the_buffer),
		TEST(exporter_is_held_while_the_peer_maps),
	};

	if (!module_is_there("odd-exporter")) {
		print_message("# left out, this target has no odd-exporter.ko: odd sg tables\n");
		return 0;
	}
	return cmocka_run_group_tests_name("odd sg tables", tests, load_exporter,
					   unload_exporter);
}
