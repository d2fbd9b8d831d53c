// SPDX-License-Identifier: GPL-2.0
/* fake-xen/counters shows what is alive, fake-xen/fault takes commands */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "guest.h"
#include "host.h"

/* A file's text is made when it is opened, so that reads in parts agree */
struct text {
	int length;
	char data[4000];
};

static int open_list(struct file *file,
		     int (*list)(struct fx *fx, char *text, size_t size))
{
	struct text *text = kmalloc(sizeof(*text), GFP_KERNEL);
	unsigned long flags;

	if (!text)
		return -ENOMEM;
	text->length = list(host_enter(&flags), text->data, sizeof(text->data));
	host_leave(flags);
	text->length = min_t(int, text->length, sizeof(text->data) - 1);
	file->private_data = text;
	return 0;
}

static int counters_open(struct inode *inode, struct file *file)
{
	return open_list(file, fx_counters_list);
}

static int fault_open(struct inode *inode, struct file *file)
{
	return open_list(file, fx_fault_list);
}

static int list_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static ssize_t list_read(struct file *file, char __user *buffer, size_t count,
			 loff_t *pos)
{
	struct text *text = file->private_data;

	return simple_read_from_buffer(buffer, count, pos, text->data,
				       text->length);
}

static ssize_t fault_write(struct file *file, const char __user *buffer,
			   size_t count, loff_t *pos)
{
	unsigned long flags;
	char *command;
	int ret;

	if (count > PAGE_SIZE)
		return -EINVAL;
	command = memdup_user_nul(buffer, count);
	if (IS_ERR(command))
		return PTR_ERR(command);
	ret = fx_fault_command(host_enter(&flags), command);
	host_leave(flags);
	kfree(command);
	return ret ?: count;
}

static const struct file_operations counters_fops = {
	.owner = THIS_MODULE,
	.open = counters_open,
	.read = list_read,
	.release = list_release,
	.llseek = default_llseek,
};

static const struct file_operations fault_fops = {
	.owner = THIS_MODULE,
	.open = fault_open,
	.read = list_read,
	.write = fault_write,
	.release = list_release,
	.llseek = default_llseek,
};

void __init fake_xen_debugfs_init(void)
{
	struct dentry *dir = debugfs_create_dir("fake-xen", NULL);

	debugfs_create_file("counters", 0400, dir, NULL, &counters_fops);
	debugfs_create_file("fault", 0600, dir, NULL, &fault_fops);
}
