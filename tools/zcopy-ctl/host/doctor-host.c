// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host/ask.h"
#include "host/doctor-host.h"
#include "util/capture.h"
#include "util/memory.h"
#include "util/quote.h"

#define AREA "this machine"

/* A run with its two domains (mk/bench), and a compiler beside it */
#define MEMORY_MIB	1536u
/* A kernel's source unpacked, and one build of it with its objects */
#define DISK_MIB	5000u

/* Whether a target can do with it, its start --check says */
static void find_kernel(struct findings *findings)
{
	struct utsname host;

	if (uname(&host) == 0)
		finding_add(findings, FINDING_OK, AREA, "kernel",
			    xprintf("%s %s, %s", host.sysname, host.release, host.machine), NULL);
}

/* @mend: when nothing can be written there; taken over */
static void find_space(struct findings *findings, const char *what, const char *folder, char *mend)
{
	struct statvfs disk;
	unsigned long long mib;
	char *word;

	if (access(folder, W_OK) != 0) {
		finding_add(findings, FINDING_MISSING, AREA, what,
			    xprintf("%s cannot be written: %s", folder, strerror(errno)), mend);
		return;
	}
	free(mend);
	if (statvfs(folder, &disk) != 0)
		return;
	mib = (unsigned long long)disk.f_bavail * disk.f_frsize >> 20;
	word = shell_word(folder);
	finding_add(findings, mib >= DISK_MIB ? FINDING_OK : FINDING_NOTE, AREA, what,
		    mib >= DISK_MIB ? xprintf("%llu GiB are free in %s", mib >> 10, folder) :
		    xprintf("%llu MiB are free in %s; building a kernel takes %u", mib, folder, DISK_MIB),
		    mib >= DISK_MIB ? NULL : xprintf("du -xsh %s/* | sort -h", word));
	free(word);
}

static bool is_within(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	while (length > 0 && folder[length - 1] == '/')
		length--;
	return length > 0 && strncmp(path, folder, length) == 0 &&
	       (path[length] == '\0' || path[length] == '/');
}

char *doctor_cache_mend(const char *folder, const char *home)
{
	char *word, *mend;

	/* What is in somebody's home should be that one's; nothing else is given away. */
	if (!home || !is_within(folder, home))
		return xstrdup("export XDG_CACHE_HOME=FOLDER, with a folder that is yours");
	word = shell_word(folder);
	mend = xprintf("sudo chown $USER %s", word);
	free(word);
	return mend;
}

/* The cache may not be there yet; then it will be made in the next folder above. */
static void find_cache(struct findings *findings)
{
	const char *given = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char *folder;

	if (!(given && *given) && !(home && *home)) {
		finding_add(findings, FINDING_MISSING, AREA, "cache",
			    xstrdup("HOME is not set: nobody knows where the cache of kernels is"),
			    xstrdup("export HOME=$(getent passwd $(id -u) | cut -d: -f6)"));
		return;
	}
	folder = given && *given ? xstrdup(given) : xprintf("%s/.cache", home);
	while (access(folder, F_OK) != 0 && strrchr(folder, '/') && folder[1])
		strrchr(folder, '/')[strrchr(folder, '/') == folder] = '\0';
	find_space(findings, "cache", folder, doctor_cache_mend(folder, home));
	free(folder);
}

static void find_packages(struct findings *findings, const char *top, const char *purpose,
			  const char *goal, enum finding_state state)
{
	char *program = xprintf("%s/mk/packages", top), *out, *err;
	char *argv[] = { program, (char *)purpose, "--list", NULL };
	int code = access(program, X_OK) == 0 ? capture(argv, &out, &err) : -1;
	const char *what = "packages";

	if (code == 0 && !*out) {
		finding_add(findings, FINDING_OK, AREA, what, xprintf("all that %s needs", goal), NULL);
	} else if (code == 0) {
		for (char *c = out; *c; c++)
			*c = *c == '\n' ? ' ' : *c;
		finding_add(findings, state, AREA, what, xprintf("%s needs: %s", goal, out),
			    xprintf("make -C %s packages-%s", top, purpose));
	} else if (code > 0) {
		finding_add(findings, FINDING_NOTE, AREA, what, xstrdup(err), NULL);
	}
	if (code >= 0) {
		free(out);
		free(err);
	}
	free(program);
}

/*
 * That the device is there says little: a Xen target tries once whether dom0 comes up
 * with it, and its start --check tells what came of that.
 */
static void find_kvm(struct findings *findings)
{
	int fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (fd >= 0) {
		close(fd);
		finding_add(findings, FINDING_OK, AREA, "kvm",
			    xstrdup("/dev/kvm can be opened; whether dom0 comes up with it is said at each Xen target"),
			    NULL);
	} else if (access("/dev/kvm", F_OK) == 0) {
		finding_add(findings, FINDING_NOTE, AREA, "kvm",
			    xstrdup("/dev/kvm is there and may not be opened: the Xen targets emulate"),
			    xstrdup("sudo adduser $USER kvm, and log in anew"));
	} else {
		finding_add(findings, FINDING_NOTE, AREA, "kvm",
			    xstrdup("there is no /dev/kvm: the Xen targets emulate"), NULL);
	}
}

static bool in_path(const char *name)
{
	char *copy = xstrdup(getenv("PATH") ? getenv("PATH") : ""), *rest = copy, *folder;
	bool found = false;

	while (!found && (folder = strsep(&rest, ":"))) {
		char *path = xprintf("%s/%s", folder, name);

		found = access(path, X_OK) == 0;
		free(path);
	}
	free(copy);
	return found;
}

static void find_gdb(struct findings *findings)
{
	if (in_path("gdb"))
		finding_add(findings, FINDING_OK, AREA, "gdb", xstrdup("for zcopy-ctl run --gdb"), NULL);
	else
		finding_add(findings, FINDING_NOTE, AREA, "gdb", xstrdup("zcopy-ctl run --gdb needs it"),
			    xstrdup("sudo apt-get install gdb"));
}

/* "WHAT is missing. This builds it: COMMAND", as every start says it */
static char *take_mend(char *about)
{
	char *colon = NULL, *stop = NULL, *mend;

	for (char *at = about; (at = strstr(at, ": ")); at++)
		colon = at;
	if (!colon)
		return NULL;
	mend = xstrdup(colon + 2);
	for (char *at = about; (at = strstr(at, ". ")) && at < colon; at++)
		stop = at;
	*(stop ? stop : colon) = '\0';
	return mend;
}

static bool find_target_kernel(struct findings *findings, const struct target *target,
			       const struct target_kernel *kernel)
{
	char *area = xprintf("target %s", target->name), *about;
	int code = target_ask(target, kernel, &about);

	finding_add(findings, code == 0 ? FINDING_OK : FINDING_MISSING, area,
		    kernel ? kernel->name : "", about, code == 0 ? NULL : take_mend(about));
	free(area);
	return code == 0;
}

static bool find_target(struct findings *findings, const struct target *target)
{
	bool ready = false;

	for (size_t i = 0; i < target->nkernels; i++)
		ready |= find_target_kernel(findings, target, &target->kernels[i]);
	if (target->nkernels == 0)
		ready = find_target_kernel(findings, target, NULL);
	return ready;
}

static void find_targets(struct findings *findings, const struct targets *targets)
{
	size_t first = findings->count;
	bool ready = false;

	for (size_t i = 0; i < targets->count; i++)
		ready |= find_target(findings, &targets->items[i]);
	/* One is enough to work with. */
	for (size_t i = first; ready && i < findings->count; i++)
		if (findings->items[i].state == FINDING_MISSING)
			findings->items[i].state = FINDING_NOTE;
}

void doctor_host(struct findings *findings, const struct targets *targets,
		 const struct target *only, const char *kernel)
{
	char *top = xprintf("%s/..", targets->folder ? targets->folder : "");
	char *whole = realpath(top, NULL);
	struct target_kernel chosen = { .name = (char *)kernel };

	find_kernel(findings);
	find_memory(findings, AREA, MEMORY_MIB);
	find_cache(findings);
	find_space(findings, "/tmp", "/tmp", xstrdup("sudo chmod 1777 /tmp"));
	if (whole) {
		find_packages(findings, whole, "run", "make run", FINDING_MISSING);
		find_packages(findings, whole, "check", "make check", FINDING_NOTE);
	}
	find_kvm(findings);
	find_gdb(findings);
	if (only)
		find_target_kernel(findings, only, kernel ? &chosen : NULL);
	else
		find_targets(findings, targets);
	free(whole);
	free(top);
}
