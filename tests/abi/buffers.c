// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/udmabuf.h>
#include <xengnttab.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "buffers.h"
#include "peer.h"

struct drm_xen_zcopy_dumb_from_refs from_refs_request(uint32_t *refs,
						      uint32_t count)
{
	struct drm_xen_zcopy_dumb_from_refs args = {
		.num_grefs = count,
		.grefs = refs,
		.otherend_id = NO_DOMAIN,
		/* a page is 1024 pixels of 32 bits */
		.dumb = { .width = 1024, .height = count, .bpp = 32 },
	};

	return args;
}

bool maps_itself(void)
{
	return access("/sys/kernel/debug/fake-xen", F_OK) == 0;
}

/* The other domain's pages, and this one's own view of them */
static void shared_by_peer(struct shared *shared)
{
	const uint32_t *refs = peer_take(shared->count);

	if (!refs)
		fail_msg("the other domain shares fewer than %u pages", shared->count);
	memcpy(shared->refs, refs, shared->count * sizeof(*refs));
	shared->domid = peer_domid();
	shared->gnttab = xengnttab_open(NULL, 0);
	if (!shared->gnttab)
		fail_msg("gntdev cannot be opened");
	shared->memory = xengnttab_map_domain_grant_refs(shared->gnttab, shared->count,
							 shared->domid, shared->refs,
							 PROT_READ | PROT_WRITE);
}

static void shared_by_itself(struct shared *shared)
{
	/* dom0 is the one with this driver, and its id is 0 on such a target */
	shared->domid = 0;
	shared->gntshr = xengntshr_open(NULL, 0);
	if (!shared->gntshr)
		fail_msg("gntalloc cannot be opened");
	shared->memory = xengntshr_share_pages(shared->gntshr, 0, shared->count,
					       shared->refs, 1);
}

void shared_init(struct shared *shared, uint32_t count)
{
	if (!peer_is_there() && !maps_itself())
		skip_because("there is no other domain, and this one cannot map its own grants");

	*shared = (struct shared){ .count = count, .refs = calloc(count, sizeof(uint32_t)) };
	if (peer_is_there())
		shared_by_peer(shared);
	else
		shared_by_itself(shared);
	if (!shared->memory)
		fail_msg("%u pages cannot be shared", count);
}

void shared_finish(struct shared *shared)
{
	if (shared->gnttab) {
		xengnttab_unmap(shared->gnttab, shared->memory, shared->count);
		xengnttab_close(shared->gnttab);
		peer_give_back(shared->count);
	} else {
		xengntshr_unshare(shared->gntshr, shared->memory, shared->count);
		xengntshr_close(shared->gntshr);
	}
	free(shared->refs);
}

struct drm_xen_zcopy_dumb_from_refs shared_request(struct shared *shared)
{
	struct drm_xen_zcopy_dumb_from_refs args =
		from_refs_request(shared->refs, shared->count);

	args.otherend_id = shared->domid;
	return args;
}

struct drm_xen_zcopy_dumb_from_refs shared_map(int zcopy, struct shared *shared)
{
	struct drm_xen_zcopy_dumb_from_refs args = shared_request(shared);

	expect(call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, &args), 0);
	return args;
}

void gem_close(int drm, uint32_t handle)
{
	struct drm_gem_close args = { .handle = handle };

	expect(call(drm, DRM_IOCTL_GEM_CLOSE, &args), 0);
}

int prime_export(int drm, uint32_t handle)
{
	int fd;

	assert_int_equal(drmPrimeHandleToFD(drm, handle, DRM_CLOEXEC | DRM_RDWR, &fd), 0);
	return fd;
}

uint32_t prime_import(int drm, int fd)
{
	uint32_t handle;

	assert_int_equal(drmPrimeFDToHandle(drm, fd, &handle), 0);
	return handle;
}

int display_buffer(int display, uint32_t pages)
{
	struct drm_mode_create_dumb dumb = { .width = 1024, .height = pages, .bpp = 32 };
	int fd;

	expect(call(display, DRM_IOCTL_MODE_CREATE_DUMB, &dumb), 0);
	assert_int_equal(dumb.size, (uint64_t)pages * PAGE);
	fd = prime_export(display, dumb.handle);
	gem_close(display, dumb.handle);
	return fd;
}

int memory_buffer(uint32_t pages)
{
	struct udmabuf_create args = { .flags = UDMABUF_FLAGS_CLOEXEC, .size = (uint64_t)pages * PAGE };
	int device = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
	int fd;

	if (device < 0)
		skip_because("this kernel has no udmabuf");
	args.memfd = memfd_create("abi-test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_true((int)args.memfd >= 0);
	assert_int_equal(ftruncate(args.memfd, args.size), 0);
	assert_int_equal(fcntl(args.memfd, F_ADD_SEALS, F_SEAL_SHRINK), 0);
	fd = ioctl(device, UDMABUF_CREATE, &args);
	assert_true(fd >= 0);
	close(args.memfd);
	close(device);
	return fd;
}

int wait_free(int zcopy, uint32_t wait_handle, uint32_t ms)
{
	struct drm_xen_zcopy_dumb_wait_free args = {
		.wait_handle = wait_handle,
		.wait_to_ms = ms,
	};

	return call(zcopy, DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE, &args);
}

void await_free(int zcopy, uint32_t wait_handle)
{
	int error = wait_free(zcopy, wait_handle, 2000 * patience);

	if (error != ENOENT)
		expect(error, 0);
}
