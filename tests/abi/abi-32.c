// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program of 32 bit, static, for a kernel of 64: asks the driver through its
 * compat_ioctl. abi-test starts it with files that are open already:
 *
 *   abi-32 from-refs ZCOPY DOMID REF...     a buffer of pages of that domain, to its end
 *   abi-32 to-refs ZCOPY DISPLAY DOMID      a buffer of the display driver, granted
 *   abi-32 refused ZCOPY DOMID REF          what is wrong is refused, and leaves nothing
 *   abi-32 nothing                          whether such a program can be run at all
 *
 * Exit status: 0, or 1 with what is not so on standard error.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm/xen_zcopy_drm.h>

_Static_assert(sizeof(void *) == 4, "compiled for 32 bit");

#define PAGE		4096u
#define PAGES		3u	/* of the buffer of to-refs */
#define NO_DOMAIN	0x7FEFu
#define CANARY		0xC5u
/* of the other word size: what a caller of 64 bit asks with */
#define FROM_REFS64	0xC0406440u
#define TO_REFS64	0xC0206441u

#define must(what) \
	do { \
		if (!(what)) { \
			fprintf(stderr, "line %d: not so: %s (%s)\n", __LINE__, #what, strerror(errno)); \
			exit(1); \
		} \
	} while (0)

/* One ioctl: 0 or the errno */
static int call(int fd, unsigned long request, void *arg)
{
	errno = 0;
	return ioctl(fd, request, arg) ? errno : 0;
}

static struct drm_xen_zcopy_dumb_from_refs request(uint32_t *refs, uint32_t count, uint64_t domid)
{
	return (struct drm_xen_zcopy_dumb_from_refs){
		.num_grefs = count, .grefs = refs, .otherend_id = domid,
		.dumb = { .width = 1024, .height = count, .bpp = 32 },
	};
}

static uint32_t *numbers(char *const *words, int count)
{
	uint32_t *refs = calloc(count, sizeof(*refs));

	must(refs);
	for (int i = 0; i < count; i++)
		refs[i] = strtoul(words[i], NULL, 10);
	return refs;
}

static void close_handle(int drm, uint32_t handle)
{
	struct drm_gem_close args = { .handle = handle };

	must(call(drm, DRM_IOCTL_GEM_CLOSE, &args) == 0);
}

static int export(int drm, uint32_t handle)
{
	struct drm_prime_handle args = { .handle = handle, .flags = DRM_CLOEXEC | DRM_RDWR };

	must(call(drm, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args) == 0);
	return args.fd;
}

static void from_refs(int zcopy, uint64_t domid, uint32_t *refs, uint32_t count)
{
	struct {
		struct drm_xen_zcopy_dumb_from_refs args;
		uint8_t canary[64];	/* more than the other word size has */
	} asked = { .args = request(refs, count, domid) };
	struct drm_xen_zcopy_dumb_wait_free wait;
	int fd;

	memset(asked.canary, CANARY, sizeof(asked.canary));
	must(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &asked.args) == 0);
	for (size_t i = 0; i < sizeof(asked.canary); i++)
		must(asked.canary[i] == CANARY);
	must(asked.args.grefs == refs && asked.args.num_grefs == count);
	must(asked.args.otherend_id == domid);
	must(asked.args.dumb.handle != 0 && asked.args.wait_handle != 0);
	must(asked.args.dumb.pitch == PAGE && asked.args.dumb.size == (uint64_t)count * PAGE);

	/* a buffer like every other */
	fd = export(zcopy, asked.args.dumb.handle);
	must(lseek(fd, 0, SEEK_END) == (off_t)(count * PAGE));

	wait = (struct drm_xen_zcopy_dumb_wait_free){ .wait_handle = asked.args.wait_handle };
	must(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE, &wait) == ETIMEDOUT);
	close_handle(zcopy, asked.args.dumb.handle);
	must(close(fd) == 0);
	wait.wait_to_ms = 10000;
	/* ENOENT: it was free so soon that nobody knows of it any more */
	must(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE, &wait) == 0 || errno == ENOENT);
}

static void to_refs(int zcopy, int display, uint64_t domid)
{
	struct drm_mode_create_dumb dumb = { .width = 1024, .height = PAGES, .bpp = 32 };
	struct drm_prime_handle import = { 0 };
	uint32_t refs[PAGES + 1] = { [PAGES] = CANARY };
	struct drm_xen_zcopy_dumb_to_refs args = {
		.num_grefs = PAGES, .grefs = refs, .otherend_id = domid,
	};

	must(call(display, DRM_IOCTL_MODE_CREATE_DUMB, &dumb) == 0);
	import.fd = export(display, dumb.handle);
	must(call(zcopy, DRM_IOCTL_PRIME_FD_TO_HANDLE, &import) == 0);
	args.handle = import.handle;

	args.grefs = NULL;
	must(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &args) == EFAULT);
	args.grefs = refs;
	must(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, &args) == 0);
	for (uint32_t i = 0; i < PAGES; i++) {
		must(refs[i] != 0);
		for (uint32_t k = 0; k < i; k++)
			must(refs[k] != refs[i]);
	}
	must(refs[PAGES] == CANARY);

	close_handle(zcopy, import.handle);
	close_handle(display, dumb.handle);
	must(close(import.fd) == 0);
}

static void refused(int zcopy, uint64_t domid, uint32_t *refs)
{
	struct drm_xen_zcopy_dumb_from_refs args = request(refs, 1, NO_DOMAIN);
	uint8_t *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	must(page != MAP_FAILED);
	must(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &args) == ESRCH);
	/* the upper half of 64 bits arrives, too */
	args.otherend_id = domid | 1ull << 32;
	must(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &args) == EINVAL);
	args = request(NULL, 1, domid);
	must(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &args) == EFAULT);
	must(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, NULL) == EFAULT);
	must(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, NULL) == EFAULT);
	must(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE, NULL) == EFAULT);

	/* the answer cannot be written: the buffer is gone again */
	args = request(refs, 1, domid);
	memcpy(page, &args, sizeof(args));
	must(mprotect(page, PAGE, PROT_READ) == 0);
	must(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, page) == EFAULT);

	/* the numbers of the other word size are nobody's */
	must(mprotect(page, PAGE, PROT_READ | PROT_WRITE) == 0);
	must(call(zcopy, FROM_REFS64, page) == EINVAL);
	must(call(zcopy, TO_REFS64, page) == EINVAL);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int zcopy = argc > 2 ? atoi(argv[2]) : -1;

	if (strcmp(what, "nothing") == 0)
		return 0;
	if (strcmp(what, "from-refs") == 0 && argc > 4)
		from_refs(zcopy, strtoul(argv[3], NULL, 10), numbers(argv + 4, argc - 4), argc - 4);
	else if (strcmp(what, "to-refs") == 0 && argc == 5)
		to_refs(zcopy, atoi(argv[3]), strtoul(argv[4], NULL, 10));
	else if (strcmp(what, "refused") == 0 && argc == 5)
		refused(zcopy, strtoul(argv[3], NULL, 10), numbers(argv + 4, 1));
	else
		must(!"known arguments");
	return 0;
}
