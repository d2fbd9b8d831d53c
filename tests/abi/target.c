// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Looking at the machine: DRM files by driver name, debugfs, fdinfo, module
 * parameters, the kernel log.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <xf86drm.h>

#include "target.h"

static const char stats_path[] = "/sys/kernel/debug/xen-zcopy/stats";
static const char buffers_path[] = "/sys/kernel/debug/xen-zcopy/buffers";
static struct stats before;

unsigned int patience = 1;

struct stats stats_read(void)
{
	struct stats s;
	const struct {
		const char *key;
		long *value;
	} keys[] = {
		{ "mapped_buffers", &s.mapped_buffers },
		{ "mapped_pages", &s.mapped_pages },
		{ "granted_buffers", &s.granted_buffers },
		{ "granted_pages", &s.granted_pages },
		{ "ending_buffers", &s.ending_buffers },
		{ "ending_pages", &s.ending_pages },
		{ "records", &s.records },
		{ "waiters", &s.waiters },
		{ "stuck_pages", &s.stuck_pages },
		{ "files", &s.files },
	};
	FILE *file = fopen(stats_path, "re");
	char key[32];
	size_t found = 0;
	long value;

	if (!file)
		fail_msg("%s: %s", stats_path, strerror(errno));
	memset(&s, 0, sizeof(s));
	while (fscanf(file, "%31s %ld", key, &value) == 2) {
		for (size_t i = 0; i < COUNT(keys); i++) {
			if (strcmp(keys[i].key, key) != 0)
				continue;
			*keys[i].value = value;
			found++;
		}
	}
	fclose(file);
	if (found != COUNT(keys))
		fail_msg("%s has %zu of %zu known lines", stats_path, found, COUNT(keys));
	return s;
}

bool buffers_line(const char *beginning, char *line, size_t size)
{
	FILE *file = fopen(buffers_path, "re");
	bool found = false;

	if (!file)
		fail_msg("%s: %s", buffers_path, strerror(errno));
	while (!found && fgets(line, size, file))
		found = strncmp(line, beginning, strlen(beginning)) == 0;
	fclose(file);
	line[strcspn(line, "\n")] = '\0';
	return found;
}

long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

bool soon(bool (*condition)(void *), void *arg)
{
	long long end = now_ms() + 2000 * patience;

	while (!condition(arg)) {
		if (now_ms() > end)
			return false;
		usleep(2000);
	}
	return true;
}

static bool has_waiters(void *arg)
{
	return stats_read().waiters == *(long *)arg;
}

void await_waiters(long count)
{
	if (!soon(has_waiters, &count))
		fail_msg("%ld calls wait, not %ld", stats_read().waiters, count);
}

void stats_forgive_stuck_page(void)
{
	struct stats now = stats_read();

	before.stuck_pages = now.stuck_pages;
	before.records = now.records;
}

static int open_drm(const char *driver)
{
	int fd = drmOpen(driver, NULL);

	if (fd < 0)
		fail_msg("there is no DRM device of the driver %s", driver);
	return fd;
}

int open_zcopy(void)
{
	return open_drm("xen_drm_zcopy");
}

int test_setup(void **state)
{
	struct test *test = calloc(1, sizeof(*test));

	before = stats_read();
	test->zcopy = open_zcopy();
	test->display = open_drm("vkms");
	*state = test;
	return 0;
}

static bool nothing_left(void *unused)
{
	struct stats now = stats_read();

	(void)unused;
	return memcmp(&now, &before, sizeof(now)) == 0;
}

int test_teardown(void **state)
{
	struct test *test = *state;
	struct stats now;

	drmClose(test->zcopy);
	drmClose(test->display);
	free(test);
	if (soon(nothing_left, NULL))
		return 0;

	now = stats_read();
	fail_msg("left behind: %ld mapped buffers (%ld pages), %ld granted (%ld), %ld ending, %ld records, %ld waiters, %ld stuck pages, %ld files",
		 now.mapped_buffers - before.mapped_buffers,
		 now.mapped_pages - before.mapped_pages,
		 now.granted_buffers - before.granted_buffers,
		 now.granted_pages - before.granted_pages,
		 now.ending_buffers - before.ending_buffers,
		 now.records - before.records, now.waiters - before.waiters,
		 now.stuck_pages - before.stuck_pages, now.files - before.files);
	return -1;
}

bool is_pv(void)
{
	FILE *file = fopen("/sys/hypervisor/guest_type", "re");
	char type[8] = "";

	if (!file)
		return false;
	if (!fgets(type, sizeof(type), file))
		type[0] = '\0';
	fclose(file);
	return strcmp(type, "PV\n") == 0;
}

int call(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) ? errno : 0;
}

void expect_errno(int error, int wanted, const char *what, const char *file,
		  int line)
{
	if (error == wanted)
		return;
	print_error("%s: gives %s, expected %s\n", what,
		    error ? strerror(error) : "success",
		    wanted ? strerror(wanted) : "success");
	_fail(file, line);
}

void *no_page(void)
{
	void *page = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(page, MAP_FAILED);
	return page;
}

void *read_only_copy(const void *data, size_t size)
{
	size_t room = (size + PAGE - 1) / PAGE * PAGE;
	void *page = mmap(NULL, room, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(page, MAP_FAILED);
	memcpy(page, data, size);
	assert_int_equal(mprotect(page, room, PROT_READ), 0);
	return page;
}

bool fdinfo(int fd, const char *key, char *value, size_t size)
{
	char path[64], line[256];
	size_t length = strlen(key);
	bool found = false;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	file = fopen(path, "re");
	if (!file)
		fail_msg("%s: %s", path, strerror(errno));
	while (!found && fgets(line, sizeof(line), file)) {
		if (strncmp(line, key, length) != 0 || line[length] != ':')
			continue;
		line[strcspn(line, "\n")] = '\0';
		snprintf(value, size, "%s", line + length + 1 + strspn(line + length + 1, " \t"));
		found = true;
	}
	fclose(file);
	return found;
}

static FILE *parameter_open(const char *name, const char *mode)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/module/xen_zcopy/parameters/%s", name);
	file = fopen(path, mode);
	if (!file)
		fail_msg("%s: %s", path, strerror(errno));
	return file;
}

unsigned long parameter_get(const char *name)
{
	FILE *file = parameter_open(name, "re");
	unsigned long value;

	assert_int_equal(fscanf(file, "%lu", &value), 1);
	fclose(file);
	return value;
}

void parameter_set(const char *name, unsigned long value)
{
	FILE *file = parameter_open(name, "we");

	fprintf(file, "%lu\n", value);
	assert_int_equal(fclose(file), 0);
}

static int log_fd = -1;

void kernel_log_start(void)
{
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (log_fd < 0)
		fail_msg("/dev/kmsg: %s", strerror(errno));
	lseek(log_fd, 0, SEEK_END);
}

unsigned int kernel_log_complaints(void)
{
	static const char *const words[] = { "zcopy", "WARNING:", "BUG:", "Oops" };
	unsigned int complaints = 0;
	char line[8192];
	ssize_t length;

	while ((length = read(log_fd, line, sizeof(line) - 1)) > 0 ||
	       (length < 0 && errno == EPIPE)) {
		if (length < 0)
			continue;	/* older lines were overwritten */
		line[length] = '\0';
		/* the DRM core's word when root loads the driver */
		if (strstr(line, "[drm] Initialized xen_drm_zcopy"))
			continue;
		/* dom0 relays the other domain's console */
		if (strstr(line, ";front| "))
			continue;
		for (size_t i = 0; i < COUNT(words); i++) {
			if (!strstr(line, words[i]))
				continue;
			print_error("the kernel says: %s", line);
			complaints++;
			break;
		}
	}
	close(log_fd);
	return complaints;
}
