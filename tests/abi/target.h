/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests know of the machine they run on, and how they look at it. */
#ifndef ABI_TARGET_H
#define ABI_TARGET_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>

#include <cmocka.h>

#include <drm/xen_zcopy_drm.h>

#define PAGE		4096u
#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

/* A domain that can be asked for and never exists: the last id that is not reserved */
#define NO_DOMAIN	0x7FEFu

/* The files of a test: opened before it and closed after it. */
struct test {
	int zcopy;	/* xen_drm_zcopy */
	int display;	/* vkms */
};

/* The driver's own numbers, from its debugfs file. */
struct stats {
	long mapped_buffers, mapped_pages;
	long granted_buffers, granted_pages;
	long ending_buffers, ending_pages;
	long records, waiters, stuck_pages, files;
};

struct stats stats_read(void);

/* A page got stuck on purpose: it is no leak. */
void stats_forgive_stuck_page(void);

/* Opens the files, remembers the numbers, and checks afterwards that they are
 * what they were: nothing may be left behind by any test, however hostile.
 */
int test_setup(void **state);
int test_teardown(void **state);
#define TEST(function)	cmocka_unit_test_setup_teardown(function, test_setup, test_teardown)

/* Skips the test, with a reason. */
#define skip_because(reason) \
	do { \
		print_message("# skipped, " reason ":\n"); \
		skip(); \
	} while (0)

/* x86 PV, where user space cannot map foreign pages */
bool is_pv(void);

/* One ioctl, not repeated on EINTR: 0 or the errno. */
int call(int fd, unsigned long request, void *arg);

/* The first line of the driver's list of buffers that begins like that; false: none. */
bool buffers_line(const char *beginning, char *line, size_t size);

/* How much slower than a machine's own domain the target is: waits are so many times as long. */
extern unsigned int patience;

/* Polls up to two seconds, times patience; release is not awaited by whoever closes. */
bool soon(bool (*condition)(void *), void *arg);
/* until the number of waiting calls is @count */
void await_waiters(long count);

long long now_ms(void);

/* Opens one more file of the driver. */
int open_zcopy(void);

/* Fails the test when the errno is not the expected one. */
#define expect(error, wanted) \
	expect_errno(error, wanted, #error, __FILE__, __LINE__)
void expect_errno(int error, int wanted, const char *what, const char *file,
		  int line);

/* A page that cannot be read, one that can only be read; for pointers. */
void *no_page(void);
void *read_only_copy(const void *data, size_t size);

/* One number or text of the open file's fdinfo; false when there is none. */
bool fdinfo(int fd, const char *key, char *value, size_t size);

/* A module parameter of the driver. */
unsigned long parameter_get(const char *name);
void parameter_set(const char *name, unsigned long value);

/* Starts to watch the kernel log; counts lines of bugs and of the driver. */
void kernel_log_start(void);
unsigned int kernel_log_complaints(void);

#endif /* ABI_TARGET_H */
