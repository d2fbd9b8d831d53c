/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel modules, loaded from where the target has them. */
#ifndef ABI_MODULES_H
#define ABI_MODULES_H

#include <stdbool.h>

/* Is there a module's file? It has dashes where the kernel's name has underscores. */
bool module_is_there(const char *file_name);

/* 0, or -1 with errno. Parameters are words with a blank between. */
int module_load(const char *file_name, const char *parameters);
/* Waits a while, because the driver ends buffers in a work of its own, after
 * their last user is gone: 0, or -1.
 */
int module_unload(const char *name);
/* Does not wait: 0, or the errno. */
int module_try_unload(const char *name);

#endif /* ABI_MODULES_H */
