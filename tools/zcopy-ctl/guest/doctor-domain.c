// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

#include "counters.h"
#include "doctor-domain.h"
#include "util/memory.h"
#include "which-xen.h"
#include "xenzcopy.h"

#define AREA		"this domain"
/* One frame of 3840x2160, 32 bits */
#define FRAME_PAGES	8100ul
#define MEMORY_MIB	128u

bool doctor_in_domain(void)
{
	return which_xen().there;
}

/* Return: the number in a module's parameter; 0 when it is not there */
static unsigned long parameter(const char *module, const char *name)
{
	char *path = xprintf("/sys/module/%s/parameters/%s", module, name);
	char *text = counters_read(path);
	unsigned long number = strtoul(text, NULL, 10);

	free(text);
	free(path);
	return number;
}

/* Return: is it there and may be used? */
static bool find_device(struct findings *findings, const char *path, const char *module,
			const char *purpose, enum finding_state otherwise)
{
	const char *name = strrchr(path, '/') + 1;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd >= 0) {
		close(fd);
		finding_add(findings, FINDING_OK, AREA, name, xprintf("%s %s", path, purpose), NULL);
		return true;
	}
	if (errno == ENOENT || errno == ENODEV || errno == ENXIO)
		finding_add(findings, otherwise, AREA, name,
			    xprintf("%s, which %s, is not there", path, purpose),
			    xprintf("modprobe %s", module));
	else
		finding_add(findings, otherwise, AREA, name,
			    xprintf("%s, which %s: %s", path, purpose, strerror(errno)),
			    xstrdup("sudo zcopy-ctl doctor"));
	return false;
}

static void find_shared_limit(struct findings *findings)
{
	unsigned long limit = parameter("xen_gntalloc", "limit");

	if (limit >= FRAME_PAGES)
		finding_add(findings, FINDING_OK, AREA, "gntalloc",
			    xprintf("shares up to %lu pages at once", limit), NULL);
	else if (limit)
		finding_add(findings, FINDING_NOTE, AREA, "gntalloc",
			    xprintf("shares up to %lu pages at once; a frame of 3840x2160 has %lu", limit,
				    FRAME_PAGES),
			    xstrdup("echo 32768 >/sys/module/xen_gntalloc/parameters/limit"));
}

/* --- the backend's --------------------------------------------------------------- */

static char *load_command(void)
{
	struct utsname kernel;
	char *argument, *command;

	if (uname(&kernel) != 0)
		return xstrdup("modprobe xen-zcopy");
	argument = xprintf("/lib/modules/%s/build", kernel.release);
	command = access(argument, F_OK) != 0 ? xstrdup("modprobe xen-zcopy") :
		xprintf("make -C %s M=$PWD/driver modules && insmod driver/xen-zcopy.ko", argument);
	free(argument);
	return command;
}

static void find_driver(struct findings *findings)
{
	xenzcopy *driver;

	if (access("/sys/module/xen_zcopy", F_OK) != 0) {
		finding_add(findings, FINDING_MISSING, AREA, "xen-zcopy",
			    xstrdup("the driver is not loaded"), load_command());
		return;
	}
	driver = xenzcopy_open();
	if (!driver)
		finding_add(findings, FINDING_MISSING, AREA, "xen-zcopy",
			    xprintf("the driver is loaded, its device cannot be opened: %s", strerror(errno)),
			    errno == EACCES ? xstrdup("sudo zcopy-ctl doctor") :
					      xstrdup("ls -l /dev/dri; is devtmpfs mounted on /dev?"));
	else
		finding_add(findings, FINDING_OK, AREA, "xen-zcopy",
			    xprintf("limits: %lu pages for a file, %lu in all (parameters max_pages_per_file, max_pages_total)",
				    parameter("xen_zcopy", "max_pages_per_file"),
				    parameter("xen_zcopy", "max_pages_total")), NULL);
	xenzcopy_close(driver);
}

static void find_debugfs(struct findings *findings)
{
	if (access(COUNTERS_STATS, R_OK) == 0)
		finding_add(findings, FINDING_OK, AREA, "debugfs",
			    xstrdup(COUNTERS_STATS " can be read (zcopy-ctl stat)"), NULL);
	else if (geteuid() != 0)
		finding_add(findings, FINDING_NOTE, AREA, "debugfs",
			    xstrdup("only root reads it; zcopy-ctl stat tells nothing"),
			    xstrdup("sudo zcopy-ctl stat"));
	else if (access(COUNTERS_DEBUGFS "/dri", F_OK) == 0)
		finding_add(findings, FINDING_NOTE, AREA, "debugfs",
			    xstrdup("mounted, and without the driver's numbers: it is not loaded"), NULL);
	else
		finding_add(findings, FINDING_NOTE, AREA, "debugfs",
			    xstrdup("not mounted; zcopy-ctl stat tells nothing"),
			    xstrdup("mount -t debugfs debugfs " COUNTERS_DEBUGFS));
}

/* Name of the driver of a device that has a screen, to be freed; NULL: it has none */
static char *display_driver(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	drmModeRes *resources = fd >= 0 ? drmModeGetResources(fd) : NULL;
	drmVersion *version = resources ? drmGetVersion(fd) : NULL;
	char *name = version && resources->count_crtcs && resources->count_connectors ?
		xstrdup(version->name) : NULL;

	drmFreeVersion(version);
	drmModeFreeResources(resources);
	if (fd >= 0)
		close(fd);
	return name;
}

static void find_display(struct findings *findings)
{
	DIR *folder = opendir("/dev/dri");
	const struct dirent *entry;
	bool found = false;

	while (folder && (entry = readdir(folder))) {
		char *path = xprintf("/dev/dri/%s", entry->d_name);
		char *driver = strncmp(entry->d_name, "card", 4) == 0 ? display_driver(path) : NULL;

		if (driver)
			finding_add(findings, FINDING_OK, AREA, "display",
				    xprintf("%s is %s", path, driver), NULL);
		found |= driver != NULL;
		free(driver);
		free(path);
	}
	if (folder)
		closedir(folder);
	if (!found)
		finding_add(findings, FINDING_NOTE, AREA, "display",
			    xstrdup("no DRM device has a screen: what is shared cannot be shown"),
			    xstrdup("modprobe vkms"));
}

static void find_store(struct findings *findings, const struct which_xen *xen)
{
	if (xen->fake)
		return;
	if (xen->known)
		finding_add(findings, FINDING_OK, AREA, "xenstore",
			    xprintf("answers: this is domain %u", xen->domid), NULL);
	else
		finding_add(findings, FINDING_NOTE, AREA, "xenstore",
			    xstrdup("does not answer; frontends and backends find each other through it"),
			    xstrdup("mount -t xenfs xenfs /proc/xen; systemctl start xenstored"));
}

void doctor_domain(struct findings *findings, const char *role)
{
	struct which_xen xen = which_xen();
	bool back = role ? strcmp(role, "back") == 0 : !xen.known || xen.domid == 0;
	enum finding_state for_back = back ? FINDING_MISSING : FINDING_NOTE;
	struct utsname kernel;

	if (!xen.there) {
		finding_add(findings, FINDING_MISSING, AREA, "xen",
			    xstrdup("this kernel does not run on Xen"),
			    xstrdup("boot it as dom0 or as a domU; on a developer's machine: zcopy-ctl shell --on uml"));
		return;
	}
	finding_add(findings, FINDING_OK, AREA, "xen",
		    xprintf("%s; looked at as a %s", xen.text, back ? "backend" : "frontend"), NULL);
	if (uname(&kernel) == 0)
		finding_add(findings, FINDING_OK, AREA, "kernel",
			    xprintf("Linux %s, %s", kernel.release, kernel.machine), NULL);
	find_store(findings, &xen);
	find_device(findings, "/dev/xen/gntdev", "xen-gntdev", "maps the other domain's pages", for_back);
	if (find_device(findings, "/dev/xen/gntalloc", "xen-gntalloc", "shares pages with the other domain",
			back ? FINDING_NOTE : FINDING_MISSING))
		find_shared_limit(findings);
	find_device(findings, "/dev/xen/evtchn", "xen-evtchn", "carries events between domains", FINDING_NOTE);
	if (back) {
		find_driver(findings);
		find_debugfs(findings);
		find_display(findings);
	}
	find_memory(findings, AREA, MEMORY_MIB);
}
