// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "modules.h"
#include "target.h"

/* The folder that the target loaded its modules from: that of the kernel's command line
 * on uml, that of the image on Xen
 */
static void modules_folder(char *folder, size_t size)
{
	static const char key[] = "zcopy.modules=";
	char line[4096] = "", *value;
	FILE *file = fopen("/proc/cmdline", "re");

	snprintf(folder, size, "/modules");
	if (!file)
		return;
	if (fgets(line, sizeof(line), file) && (value = strstr(line, key))) {
		value += sizeof(key) - 1;
		value[strcspn(value, " \n")] = '\0';
		snprintf(folder, size, "%s", value);
	}
	fclose(file);
}

static int module_open(const char *file_name)
{
	char folder[4096], path[4200];

	modules_folder(folder, sizeof(folder));
	snprintf(path, sizeof(path), "%s/%s.ko", folder, file_name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

bool module_is_there(const char *file_name)
{
	int fd = module_open(file_name);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int module_load(const char *file_name, const char *parameters)
{
	int fd = module_open(file_name), ret;

	if (fd < 0)
		return -1;
	ret = syscall(SYS_finit_module, fd, parameters, 0);
	close(fd);
	return ret;
}

int module_try_unload(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? errno : 0;
}

static bool is_unloaded(void *name)
{
	return module_try_unload(name) == 0;
}

int module_unload(const char *name)
{
	return soon(is_unloaded, (void *)name) ? 0 : -1;
}
