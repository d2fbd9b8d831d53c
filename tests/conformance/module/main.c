// SPDX-License-Identifier: GPL-2.0
/* The device and the dispatch of its calls */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <xen/xen.h>

#include "probe.h"

union argument {
	struct gp_page page;
	struct gp_map map;
	struct gp_unmap unmap;
	struct gp_copy copy;
	struct gp_query_size query_size;
	struct gp_version version;
	struct gp_swap swap;
	struct gp_flush flush;
	struct gp_transfer transfer;
	struct gp_raw raw;
	struct gp_grant grant;
	struct gp_end end;
	struct gp_entry entry;
	struct gp_exhaust exhaust;
	struct gp_bytes bytes;
	struct gp_table table;
	struct gp_device device;
};

static long dispatch(struct probe *probe, unsigned int cmd, union argument *arg)
{
	switch (cmd) {
	case GP_PAGE_NEW:
		return probe_page_new(probe, &arg->page);
	case GP_PAGE_FREE:
		return probe_page_free(probe, &arg->page);
	case GP_MAP:
		return probe_map(probe, &arg->map);
	case GP_UNMAP:
		return probe_unmap(probe, &arg->unmap);
	case GP_COPY:
		return probe_copy(probe, &arg->copy);
	case GP_QUERY_SIZE:
		return probe_query_size(probe, &arg->query_size);
	case GP_GET_VERSION:
		return probe_get_version(probe, &arg->version);
	case GP_SET_VERSION:
		return probe_set_version(probe, &arg->version);
	case GP_SWAP:
		return probe_swap(probe, &arg->swap);
	case GP_FLUSH:
		return probe_flush(probe, &arg->flush);
	case GP_TRANSFER:
		return probe_transfer(probe, &arg->transfer);
	case GP_RAW:
		return probe_raw(probe, &arg->raw);
	case GP_GRANT:
		return probe_grant(probe, &arg->grant);
	case GP_END:
		return probe_end(probe, &arg->end);
	case GP_ENTRY_READ:
		return probe_entry_read(probe, &arg->entry);
	case GP_ENTRY_WRITE:
		return probe_entry_write(probe, &arg->entry);
	case GP_EXHAUST:
		return probe_exhaust(probe, &arg->exhaust);
	case GP_READ:
		return probe_read(probe, &arg->bytes);
	case GP_WRITE:
		return probe_write(probe, &arg->bytes);
	case GP_TABLE:
		return probe_table(probe, &arg->table);
	case GP_DEVICE:
		return probe_use_device(probe, &arg->device);
	}
	return -ENOTTY;
}

static long probe_ioctl(struct file *file, unsigned int cmd, unsigned long user)
{
	struct probe *probe = file->private_data;
	union argument arg = { };
	long ret;

	if (_IOC_SIZE(cmd) > sizeof(arg))
		return -ENOTTY;
	if (copy_from_user(&arg, (void __user *)user, _IOC_SIZE(cmd)))
		return -EFAULT;

	mutex_lock(&probe->lock);
	ret = dispatch(probe, cmd, &arg);
	mutex_unlock(&probe->lock);

	if (!ret && (_IOC_DIR(cmd) & _IOC_READ) &&
	    copy_to_user((void __user *)user, &arg, _IOC_SIZE(cmd)))
		ret = -EFAULT;
	return ret;
}

static int probe_open(struct inode *inode, struct file *file)
{
	struct probe *probe;

	probe = kvzalloc(sizeof(*probe), GFP_KERNEL);
	if (!probe)
		return -ENOMEM;
	mutex_init(&probe->lock);
	file->private_data = probe;
	return 0;
}

static int probe_release(struct inode *inode, struct file *file)
{
	struct probe *probe = file->private_data;

	probe_pages_release(probe);
	kvfree(probe);
	return 0;
}

static const struct file_operations probe_fops = {
	.owner = THIS_MODULE,
	.open = probe_open,
	.release = probe_release,
	.unlocked_ioctl = probe_ioctl,
};

static struct miscdevice probe_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "grant-probe",
	.fops = &probe_fops,
	.mode = 0600,
};

static int __init probe_init(void)
{
	if (!xen_domain())
		return -ENODEV;
	return misc_register(&probe_device);
}

static void __exit probe_exit(void)
{
	misc_deregister(&probe_device);
}

module_init(probe_init);
module_exit(probe_exit);
MODULE_DESCRIPTION("Asks the grant-table hypercalls, for tests");
MODULE_LICENSE("GPL");
