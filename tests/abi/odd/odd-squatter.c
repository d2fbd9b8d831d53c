// SPDX-License-Identifier: GPL-2.0
/*
 * A test's devices that have the names another driver wants for its own, so that
 * loading that driver fails half way.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include <drm/drm_sysfs.h>

static char *platform;
module_param(platform, charp, 0444);
MODULE_PARM_DESC(platform, "name of a platform device to be");

static char *drm;
module_param(drm, charp, 0444);
MODULE_PARM_DESC(drm, "name of a device of the class drm to be");

static struct platform_device *odd_platform_device;
static struct device *odd_drm_device;

static void odd_release(struct device *dev)
{
	kfree(dev);
}

static int odd_squat_drm(void)
{
	struct device *dev;
	int ret;

	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;

	dev->release = odd_release;
	ret = dev_set_name(dev, "%s", drm);
	if (ret) {
		kfree(dev);
		return ret;
	}
	ret = drm_class_device_register(dev);
	if (ret) {
		put_device(dev);
		return ret;
	}
	odd_drm_device = dev;
	return 0;
}

/* Takes one name, or the other. */
static int __init odd_init(void)
{
	if (drm)
		return odd_squat_drm();
	if (!platform)
		return -EINVAL;
	odd_platform_device = platform_device_register_simple(platform, PLATFORM_DEVID_NONE,
							      NULL, 0);
	return PTR_ERR_OR_ZERO(odd_platform_device);
}

static void __exit odd_exit(void)
{
	if (odd_drm_device)
		drm_class_device_unregister(odd_drm_device);
	else
		platform_device_unregister(odd_platform_device);
}

module_init(odd_init);
module_exit(odd_exit);

MODULE_DESCRIPTION("Devices with another driver's names, for tests");
MODULE_LICENSE("GPL");
