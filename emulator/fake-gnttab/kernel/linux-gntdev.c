// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own gntdev.c, unmodified. Lockdep reports a circular dependency
 * of its lock and mmap_lock, rightly, and then looks at nothing else until the
 * next boot. It is not what a test kernel is for: gntdev's locks are left out.
 */
#include <linux/lockdep.h>
#include <linux/mutex.h>

#undef mutex_init
#define mutex_init(mutex)					\
do {								\
	static struct lock_class_key __key;			\
								\
	__mutex_init((mutex), #mutex, &__key);			\
	lockdep_set_novalidate_class(mutex);			\
} while (0)

#include "gntdev.c"
