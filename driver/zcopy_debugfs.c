// SPDX-License-Identifier: GPL-2.0
/*
 * What is alive, for root: <debugfs>/xen-zcopy/stats and buffers.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include "zcopy_core.h"

static struct dentry *zcopy_debugfs_dir;

static int zcopy_stats_show(struct seq_file *m, void *unused)
{
	zcopy_show_stats(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(zcopy_stats);

static int zcopy_buffers_show(struct seq_file *m, void *unused)
{
	zcopy_show_buffers(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(zcopy_buffers);

/**
 * zcopy_debugfs_init() - create the files
 *
 * Without debugfs there are none, and nothing misses them.
 */
void zcopy_debugfs_init(void)
{
	zcopy_debugfs_dir = debugfs_create_dir("xen-zcopy", NULL);
	debugfs_create_file("stats", 0400, zcopy_debugfs_dir, NULL,
			    &zcopy_stats_fops);
	debugfs_create_file("buffers", 0400, zcopy_debugfs_dir, NULL,
			    &zcopy_buffers_fops);
}

/**
 * zcopy_debugfs_exit() - remove the files
 */
void zcopy_debugfs_exit(void)
{
	debugfs_remove(zcopy_debugfs_dir);
}
