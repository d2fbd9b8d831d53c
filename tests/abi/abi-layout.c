// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The layout of the 2018 interface, as the compiler sees it. Compiled, never run:
 * for the machine's own ABI, for i386 (-m32), and for 32 bit ARM, whose layout
 * -m32 -malign-double has: 64 bit members aligned to 8 bytes.
 *
 * The numbers are those that existing clients were compiled with.
 */
#include <stddef.h>

#include <drm/xen_zcopy_drm.h>

#if defined(__LP64__)
#define FROM_REFS	0xC0406440
#define FROM_REFS_SIZE	64
#define TO_REFS		0xC0206441
#define TO_REFS_SIZE	32
#define GREFS		8
#define OTHEREND_ID	16
#define DUMB		24
#define WAIT_HANDLE	56
#define HANDLE		24
#elif defined(ALIGNED_AS_ON_ARM)
#define FROM_REFS	0xC0386440
#define FROM_REFS_SIZE	56
#define TO_REFS		0xC0186441
#define TO_REFS_SIZE	24
#define GREFS		4
#define OTHEREND_ID	8
#define DUMB		16
#define WAIT_HANDLE	48
#define HANDLE		16
#else /* i386 */
#define FROM_REFS	0xC0346440
#define FROM_REFS_SIZE	52
#define TO_REFS		0xC0146441
#define TO_REFS_SIZE	20
#define GREFS		4
#define OTHEREND_ID	8
#define DUMB		16
#define WAIT_HANDLE	48
#define HANDLE		16
#endif

#define SAME(what, number)	_Static_assert((what) == (number), #what)

SAME(sizeof(struct drm_mode_create_dumb), 32);

SAME(DRM_IOCTL_XEN_ZCOPY_DUMB_FROM_REFS, FROM_REFS);
SAME(sizeof(struct drm_xen_zcopy_dumb_from_refs), FROM_REFS_SIZE);
SAME(offsetof(struct drm_xen_zcopy_dumb_from_refs, num_grefs), 0);
SAME(offsetof(struct drm_xen_zcopy_dumb_from_refs, grefs), GREFS);
SAME(offsetof(struct drm_xen_zcopy_dumb_from_refs, otherend_id), OTHEREND_ID);
SAME(offsetof(struct drm_xen_zcopy_dumb_from_refs, dumb), DUMB);
SAME(offsetof(struct drm_xen_zcopy_dumb_from_refs, wait_handle), WAIT_HANDLE);

SAME(DRM_IOCTL_XEN_ZCOPY_DUMB_TO_REFS, TO_REFS);
SAME(sizeof(struct drm_xen_zcopy_dumb_to_refs), TO_REFS_SIZE);
SAME(offsetof(struct drm_xen_zcopy_dumb_to_refs, num_grefs), 0);
SAME(offsetof(struct drm_xen_zcopy_dumb_to_refs, grefs), GREFS);
SAME(offsetof(struct drm_xen_zcopy_dumb_to_refs, otherend_id), OTHEREND_ID);
SAME(offsetof(struct drm_xen_zcopy_dumb_to_refs, handle), HANDLE);

SAME(DRM_IOCTL_XEN_ZCOPY_DUMB_WAIT_FREE, 0xC0086442);
SAME(sizeof(struct drm_xen_zcopy_dumb_wait_free), 8);
SAME(offsetof(struct drm_xen_zcopy_dumb_wait_free, wait_handle), 0);
SAME(offsetof(struct drm_xen_zcopy_dumb_wait_free, wait_to_ms), 4);
