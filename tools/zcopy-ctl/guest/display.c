// SPDX-License-Identifier: GPL-2.0-or-later
/* Finding the display device, its buffers, and scan-out. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <xf86drm.h>

#include "display.h"
#include "util/memory.h"

static const struct {
	const char *name;
	uint32_t type;
} property_names[DISPLAY_PROPERTIES] = {
	[PLANE_FB_ID] = { "FB_ID", DRM_MODE_OBJECT_PLANE },
	[PLANE_CRTC_ID] = { "CRTC_ID", DRM_MODE_OBJECT_PLANE },
	[PLANE_SRC_X] = { "SRC_X", DRM_MODE_OBJECT_PLANE },
	[PLANE_SRC_Y] = { "SRC_Y", DRM_MODE_OBJECT_PLANE },
	[PLANE_SRC_W] = { "SRC_W", DRM_MODE_OBJECT_PLANE },
	[PLANE_SRC_H] = { "SRC_H", DRM_MODE_OBJECT_PLANE },
	[PLANE_CRTC_X] = { "CRTC_X", DRM_MODE_OBJECT_PLANE },
	[PLANE_CRTC_Y] = { "CRTC_Y", DRM_MODE_OBJECT_PLANE },
	[PLANE_CRTC_W] = { "CRTC_W", DRM_MODE_OBJECT_PLANE },
	[PLANE_CRTC_H] = { "CRTC_H", DRM_MODE_OBJECT_PLANE },
	[CRTC_ACTIVE] = { "ACTIVE", DRM_MODE_OBJECT_CRTC },
	[CRTC_MODE_ID] = { "MODE_ID", DRM_MODE_OBJECT_CRTC },
	[CONNECTOR_CRTC_ID] = { "CRTC_ID", DRM_MODE_OBJECT_CONNECTOR },
	[WRITEBACK_CRTC_ID] = { "CRTC_ID", DRM_MODE_OBJECT_CONNECTOR },
	[WRITEBACK_FB_ID] = { "WRITEBACK_FB_ID", DRM_MODE_OBJECT_CONNECTOR },
	[WRITEBACK_OUT_FENCE_PTR] = { "WRITEBACK_OUT_FENCE_PTR", DRM_MODE_OBJECT_CONNECTOR },
};

/* The KMS object that a property belongs to */
uint32_t display_object(const struct display *display, enum display_property property)
{
	if (property <= PLANE_CRTC_H)
		return display->plane;
	if (property <= CRTC_MODE_ID)
		return display->crtc;
	if (property == CONNECTOR_CRTC_ID)
		return display->connector;
	return display->writeback;
}

/* Value of property @name of an object; sets *id, returns false when missing */
static bool find_property(int fd, uint32_t object, uint32_t type, const char *name,
			  uint32_t *id, uint64_t *value)
{
	drmModeObjectProperties *all = drmModeObjectGetProperties(fd, object, type);
	bool found = false;

	for (uint32_t i = 0; all && i < all->count_props && !found; i++) {
		drmModePropertyRes *property = drmModeGetProperty(fd, all->props[i]);

		if (property && strcmp(property->name, name) == 0) {
			*id = property->prop_id;
			*value = all->prop_values[i];
			found = true;
		}
		drmModeFreeProperty(property);
	}
	drmModeFreeObjectProperties(all);
	return found;
}

int display_find(const char *driver)
{
	drmDevice *devices[16];
	int count = drmGetDevices2(0, devices, 16), fd = -1;

	for (int i = 0; i < count && fd < 0; i++) {
		drmVersion *version;

		if (!(devices[i]->available_nodes & 1 << DRM_NODE_PRIMARY))
			continue;
		fd = open(devices[i]->nodes[DRM_NODE_PRIMARY], O_RDWR | O_CLOEXEC);
		version = fd < 0 ? NULL : drmGetVersion(fd);
		if (fd >= 0 && (!version || strcmp(version->name, driver) != 0)) {
			close(fd);
			fd = -1;
		}
		drmFreeVersion(version);
	}
	if (count > 0)
		drmFreeDevices(devices, count);
	return fd;
}

char *display_debugfs(const struct display *display, struct trouble *trouble)
{
	struct stat node;

	if (fstat(display->fd, &node) == 0)
		return xprintf("/sys/kernel/debug/dri/%u", minor(node.st_rdev));
	trouble_errno(trouble, errno, "cannot look at the display device");
	return NULL;
}

static int find_pipeline(struct display *display, struct trouble *trouble)
{
	drmModeRes *resources = drmModeGetResources(display->fd);
	drmModePlaneRes *planes = drmModeGetPlaneResources(display->fd);

	if (resources && resources->count_crtcs)
		display->crtc = resources->crtcs[0];
	for (int i = 0; resources && i < resources->count_connectors; i++) {
		/* Not asked to look for monitors again: that takes time */
		drmModeConnector *connector =
			drmModeGetConnectorCurrent(display->fd, resources->connectors[i]);

		if (!connector)
			continue;
		if (connector->connector_type == DRM_MODE_CONNECTOR_WRITEBACK)
			display->writeback = connector->connector_id;
		else if (!display->connector)
			display->connector = connector->connector_id;
		drmModeFreeConnector(connector);
	}
	for (uint32_t i = 0; planes && i < planes->count_planes && !display->plane; i++) {
		uint64_t type;
		uint32_t id;

		if (find_property(display->fd, planes->planes[i], DRM_MODE_OBJECT_PLANE,
				  "type", &id, &type) && type == DRM_PLANE_TYPE_PRIMARY)
			display->plane = planes->planes[i];
	}
	drmModeFreePlaneResources(planes);
	drmModeFreeResources(resources);
	if (!display->crtc || !display->connector || !display->plane)
		return trouble_set(trouble, ENODEV,
				   "the display device lacks a CRTC, connector or primary plane");
	return 0;
}

static int find_properties(struct display *display, struct trouble *trouble)
{
	for (int i = 0; i < DISPLAY_PROPERTIES; i++) {
		uint32_t object = display_object(display, i);
		uint64_t value;

		if (object && !find_property(display->fd, object, property_names[i].type,
					     property_names[i].name,
					     &display->property[i], &value))
			return trouble_set(trouble, ENODEV,
					   "the display device has no property %s",
					   property_names[i].name);
	}
	return 0;
}

int display_open(struct display *display, const char *driver, struct trouble *trouble)
{
	*display = (struct display){ .fd = display_find(driver) };
	if (display->fd < 0)
		return trouble_set(trouble, ENODEV,
				   "no DRM device of driver %s: is it in the kernel, and /dev/dri there?",
				   driver);
	if (drmSetClientCap(display->fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1) ||
	    drmSetClientCap(display->fd, DRM_CLIENT_CAP_ATOMIC, 1)) {
		trouble_errno(trouble, errno, "the display device cannot do atomic modesetting");
		goto fail;
	}
	/* Without it there is no writeback connector, which is not a mistake */
	drmSetClientCap(display->fd, DRM_CLIENT_CAP_WRITEBACK_CONNECTORS, 1);
	if (find_pipeline(display, trouble) < 0 || find_properties(display, trouble) < 0)
		goto fail;
	return 0;
fail:
	close(display->fd);
	display->fd = -1;
	return -1;
}

int dumb_create(int fd, uint32_t width, uint32_t height, uint32_t bpp, struct display_dumb *dumb,
		struct trouble *trouble)
{
	if (drmModeCreateDumbBuffer(fd, width, height, bpp, 0, &dumb->handle, &dumb->pitch,
				    &dumb->size))
		return trouble_errno(trouble, errno,
				     "the device makes no dumb buffer of %ux%u at %u bits",
				     width, height, bpp);
	return 0;
}

void *dumb_map(int fd, uint32_t handle, uint64_t size, struct trouble *trouble)
{
	uint64_t offset;
	void *mapped;

	if (drmModeMapDumbBuffer(fd, handle, &offset)) {
		trouble_errno(trouble, errno, "cannot map dumb buffer %u", handle);
		return NULL;
	}
	mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
	if (mapped == MAP_FAILED) {
		trouble_errno(trouble, errno, "cannot map dumb buffer %u", handle);
		return NULL;
	}
	return mapped;
}

int display_add_fb(struct display *display, uint32_t handle, uint32_t width,
		   uint32_t height, uint32_t pitch, const struct format *format,
		   uint32_t *fb, struct trouble *trouble)
{
	const uint32_t handles[4] = { handle }, pitches[4] = { pitch }, offsets[4] = { 0 };

	if (drmModeAddFB2(display->fd, width, height, format->fourcc, handles, pitches,
			  offsets, fb, 0))
		return trouble_errno(trouble, errno,
				     "the display device takes no framebuffer of %ux%u %s, pitch %u",
				     width, height, format->name, pitch);
	return 0;
}

int display_remove_fb(struct display *display, uint32_t fb, struct trouble *trouble)
{
	if (drmModeRmFB(display->fd, fb))
		return trouble_errno(trouble, errno, "cannot remove framebuffer %u", fb);
	if (display->fb == fb)
		display->fb = 0;
	return 0;
}

/* A mode of any size: blanking as short as validation allows */
static drmModeModeInfo make_mode(uint32_t width, uint32_t height, unsigned int refresh)
{
	drmModeModeInfo mode = {
		.hdisplay = width, .hsync_start = width + 8,
		.hsync_end = width + 16, .htotal = width + 24,
		.vdisplay = height, .vsync_start = height + 2,
		.vsync_end = height + 4, .vtotal = height + 6,
		.vrefresh = refresh, .type = DRM_MODE_TYPE_USERDEF,
	};

	mode.clock = (uint64_t)mode.htotal * mode.vtotal * mode.vrefresh / 1000;
	return mode;
}

/*
 * A mode that the connector offers is used as it is: real panels need that.
 * A slow machine is not asked for 60 frames in each second.
 */
static drmModeModeInfo choose_mode(struct display *display, uint32_t width, uint32_t height)
{
	drmModeConnector *connector =
		drmModeGetConnectorCurrent(display->fd, display->connector);
	drmModeModeInfo mode = make_mode(width, height, display->refresh ?: 60);

	for (int i = 0; connector && !display->refresh && i < connector->count_modes; i++)
		if (connector->modes[i].hdisplay == width &&
		    connector->modes[i].vdisplay == height) {
			mode = connector->modes[i];
			break;
		}
	drmModeFreeConnector(connector);
	return mode;
}

void display_set_refresh(struct display *display, unsigned int refresh)
{
	if (display->refresh == refresh)
		return;
	display->refresh = refresh;
	/* The next one to be shown gets a mode of its own */
	display->width = display->height = 0;
}

static int set_mode(struct display *display, uint32_t width, uint32_t height,
		    struct trouble *trouble)
{
	drmModeModeInfo mode;
	uint32_t blob;

	if (display->mode_blob && display->width == width && display->height == height)
		return 0;
	/* The fields of a mode are 16 bits wide; sync and blanking come on top */
	if (!width || !height || width > 0x7fff || height > 0x7fff)
		return trouble_set(trouble, EINVAL, "no mode has %ux%u pixels", width, height);
	mode = choose_mode(display, width, height);
	if (drmModeCreatePropertyBlob(display->fd, &mode, sizeof(mode), &blob))
		return trouble_errno(trouble, errno, "cannot make a mode of %ux%u", width, height);
	if (display->mode_blob)
		drmModeDestroyPropertyBlob(display->fd, display->mode_blob);
	display->mode_blob = blob;
	display->width = width;
	display->height = height;
	return 0;
}

void display_add_scanout(struct display *display, drmModeAtomicReq *request, uint32_t fb,
			 uint32_t connector_crtc)
{
	uint32_t width = fb ? display->width : 0, height = fb ? display->height : 0;
	const struct {
		enum display_property property;
		uint64_t value;
	} values[] = {
		{ CONNECTOR_CRTC_ID, connector_crtc },
		{ CRTC_MODE_ID, fb ? display->mode_blob : 0 },
		{ CRTC_ACTIVE, fb != 0 },
		{ PLANE_FB_ID, fb },
		{ PLANE_CRTC_ID, fb ? display->crtc : 0 },
		{ PLANE_SRC_X, 0 },
		{ PLANE_SRC_Y, 0 },
		{ PLANE_SRC_W, (uint64_t)width << 16 },	/* 16.16 fixed point */
		{ PLANE_SRC_H, (uint64_t)height << 16 },
		{ PLANE_CRTC_X, 0 },
		{ PLANE_CRTC_Y, 0 },
		{ PLANE_CRTC_W, width },
		{ PLANE_CRTC_H, height },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		drmModeAtomicAddProperty(request, display_object(display, values[i].property),
					 display->property[values[i].property], values[i].value);
}

static int commit_scanout(struct display *display, uint32_t fb, struct trouble *trouble)
{
	drmModeAtomicReq *request = drmModeAtomicAlloc();
	int result;

	if (!request)
		return trouble_errno(trouble, ENOMEM, "cannot set a mode");
	display_add_scanout(display, request, fb, fb ? display->crtc : 0);
	if (display->writeback)
		drmModeAtomicAddProperty(request, display->writeback,
					 display->property[WRITEBACK_CRTC_ID], 0);
	result = drmModeAtomicCommit(display->fd, request, DRM_MODE_ATOMIC_ALLOW_MODESET, NULL);
	drmModeAtomicFree(request);
	if (result)
		return trouble_errno(trouble, -result, fb ?
				     "the display device does not scan framebuffer %u out" :
				     "the display device does not switch off", fb);
	display->fb = fb;
	return 0;
}

int display_show(struct display *display, uint32_t fb, uint32_t width, uint32_t height,
		 struct trouble *trouble)
{
	if (set_mode(display, width, height, trouble) < 0)
		return -1;
	return commit_scanout(display, fb, trouble);
}

int display_hide(struct display *display, struct trouble *trouble)
{
	return commit_scanout(display, 0, trouble);
}
