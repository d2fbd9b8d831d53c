// SPDX-License-Identifier: GPL-2.0
/*
 * The DRM door: a DRM device without hardware whose GEM objects are names for
 * mapped and granted buffers.
 */
#include <linux/bitops.h>
#include <linux/dma-buf.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_ioctl.h>

#include "zcopy_compat.h"
#include "zcopy_core.h"
#include "zcopy_drm.h"

/* Bit of zcopy_gem.flags: TO_REFS is under way or done. */
#define ZCOPY_GEM_GRANTED	0

/**
 * struct zcopy_gem - a name for a buffer
 * @base: the GEM object
 * @mapped: the mapped buffer, or NULL
 * @imported: another driver's dma-buf when @mapped is NULL
 * @granted: @imported's grants, NULL before TO_REFS; written by whoever set
 *	ZCOPY_GEM_GRANTED, read when no other reference is left
 * @flags: see ZCOPY_GEM_GRANTED
 */
struct zcopy_gem {
	struct drm_gem_object base;
	struct zcopy_mapped *mapped;
	struct dma_buf *imported;
	struct zcopy_granted *granted;
	unsigned long flags;
};

static struct zcopy_gem *to_zcopy_gem(struct drm_gem_object *obj)
{
	return container_of(obj, struct zcopy_gem, base);
}

static void zcopy_gem_free(struct drm_gem_object *obj)
{
	struct zcopy_gem *gem = to_zcopy_gem(obj);

	drm_gem_object_release(obj);
	if (gem->mapped)
		zcopy_mapped_put(gem->mapped);
	if (gem->granted)
		zcopy_granted_end(gem->granted);
	if (gem->imported)
		dma_buf_put(gem->imported);
	kfree(gem);
}

static struct dma_buf *zcopy_gem_export(struct drm_gem_object *obj, int flags)
{
	struct zcopy_gem *gem = to_zcopy_gem(obj);

	if (gem->mapped)
		return zcopy_mapped_export(gem->mapped, flags);

	get_dma_buf(gem->imported);
	return gem->imported;
}

static const struct drm_gem_object_funcs zcopy_gem_funcs = {
	.free = zcopy_gem_free,
	.export = zcopy_gem_export,
};

static struct zcopy_gem *zcopy_gem_create(struct drm_device *drm, size_t size)
{
	struct zcopy_gem *gem;

	gem = kzalloc(sizeof(*gem), ZCOPY_GFP_USER);
	if (!gem)
		return NULL;

	gem->base.funcs = &zcopy_gem_funcs;
	drm_gem_private_object_init(drm, &gem->base, PAGE_ALIGN(size));
	return gem;
}

/* Takes over the caller's reference, whatever the outcome. */
static struct zcopy_gem *zcopy_gem_from_mapped(struct drm_device *drm,
					       struct zcopy_mapped *mapped)
{
	struct zcopy_gem *gem;

	gem = zcopy_gem_create(drm, zcopy_mapped_size(mapped));
	if (!gem) {
		zcopy_mapped_put(mapped);
		return NULL;
	}
	gem->mapped = mapped;
	return gem;
}

/*
 * A dma-buf of ours gets one more name for the same mapped buffer. Anything
 * else is kept as it is until it is granted: who imports does not yet say to
 * whom.
 */
static struct drm_gem_object *zcopy_prime_import(struct drm_device *drm,
						 struct dma_buf *dmabuf)
{
	struct zcopy_mapped *mapped = zcopy_mapped_from_dmabuf(dmabuf);
	struct zcopy_gem *gem;

	if (mapped) {
		gem = zcopy_gem_from_mapped(drm, mapped);
	} else {
		gem = zcopy_gem_create(drm, dmabuf->size);
		if (gem) {
			get_dma_buf(dmabuf);
			gem->imported = dmabuf;
		}
	}
	return gem ? &gem->base : ERR_PTR(-ENOMEM);
}

/* Fills in pitch and size, and checks that @pages are enough. */
static int zcopy_dumb_layout(struct drm_mode_create_dumb *dumb,
			     unsigned int pages)
{
	u64 pitch = DIV_ROUND_UP_ULL((u64)dumb->width * dumb->bpp, 8);
	u64 size;

	if (!pitch || pitch > U32_MAX || dumb->flags)
		return -EINVAL;
	/* 32 bits times 32 bits always fit. */
	size = pitch * dumb->height;
	if (!size || size > (u64)pages << PAGE_SHIFT)
		return -EINVAL;

	dumb->pitch = pitch;
	dumb->size = size;
	return 0;
}

static int zcopy_map_user_refs(struct zcopy_mapped *mapped,
			       const u32 __user *grefs, u32 num_grefs)
{
	grant_ref_t *refs;
	int ret;

	refs = kvmalloc_array(num_grefs, sizeof(*refs), ZCOPY_GFP_USER);
	if (!refs)
		return -ENOMEM;

	if (copy_from_user(refs, grefs, array_size(num_grefs, sizeof(*refs))))
		ret = -EFAULT;
	else
		ret = zcopy_mapped_map(mapped, refs);
	kvfree(refs);
	return ret;
}

/**
 * zcopy_gem_from_refs() - a buffer of foreign pages, and a handle for it
 * @drm: the device
 * @file: of the caller
 * @args: inputs as checked by nobody; outputs are filled in
 * @grefs: the caller's references
 *
 * Return: 0, or an errno of the ioctl, with nothing left to undo.
 */
int zcopy_gem_from_refs(struct drm_device *drm, struct drm_file *file,
			struct drm_xen_zcopy_dumb_from_refs *args,
			const u32 __user *grefs)
{
	struct zcopy_mapped *mapped;
	struct zcopy_gem *gem;
	int ret;

	if (args->otherend_id >= DOMID_FIRST_RESERVED)
		return -EINVAL;
	/* The size in bytes has to fit, and the hypercalls count with int. */
	if (args->num_grefs > min_t(size_t, INT_MAX, SIZE_MAX >> PAGE_SHIFT))
		return -EINVAL;
	ret = zcopy_dumb_layout(&args->dumb, args->num_grefs);
	if (ret)
		return ret;

	mapped = zcopy_mapped_alloc(file->driver_priv, args->otherend_id,
				    args->num_grefs);
	if (IS_ERR(mapped))
		return PTR_ERR(mapped);

	ret = zcopy_map_user_refs(mapped, grefs, args->num_grefs);
	if (ret) {
		zcopy_mapped_abort(mapped);
		return ret;
	}

	ret = -ENOMEM;
	args->wait_handle = zcopy_mapped_wait_handle(mapped);
	gem = zcopy_gem_from_mapped(drm, zcopy_mapped_get(mapped));
	if (gem) {
		ret = drm_gem_handle_create(file, &gem->base, &args->dumb.handle);
		/* The handle has a reference of its own. */
		drm_gem_object_put(&gem->base);
	}

	if (ret)
		zcopy_mapped_abort(mapped);
	else
		zcopy_mapped_put(mapped);
	return ret;
}

static int zcopy_gem_grant(struct zcopy_gem *gem, struct drm_file *file,
			   const struct drm_xen_zcopy_dumb_to_refs *args,
			   u32 __user *grefs)
{
	struct zcopy_granted *granted;

	granted = zcopy_granted_create(file->driver_priv, gem->base.dev->dev,
				       gem->imported, args->otherend_id,
				       args->num_grefs);
	if (IS_ERR(granted))
		return PTR_ERR(granted);

	if (copy_to_user(grefs, zcopy_granted_refs(granted),
			 array_size(args->num_grefs, sizeof(*grefs)))) {
		zcopy_granted_end(granted);
		return -EFAULT;
	}
	gem->granted = granted;
	return 0;
}

/**
 * zcopy_gem_to_refs() - grant an imported buffer to a foreign domain
 * @drm: the device
 * @file: of the caller
 * @args: inputs as checked by nobody
 * @grefs: where the caller wants the references
 *
 * Return: 0, or an errno of the ioctl, with nothing left to undo.
 */
int zcopy_gem_to_refs(struct drm_device *drm, struct drm_file *file,
		      const struct drm_xen_zcopy_dumb_to_refs *args,
		      u32 __user *grefs)
{
	struct drm_gem_object *obj;
	struct zcopy_gem *gem;
	int ret;

	if (args->otherend_id >= DOMID_FIRST_RESERVED)
		return -EINVAL;

	obj = drm_gem_object_lookup(file, args->handle);
	if (!obj)
		return -ENOENT;

	gem = to_zcopy_gem(obj);
	if (!gem->imported) {
		ret = -EINVAL;
	} else if (test_and_set_bit(ZCOPY_GEM_GRANTED, &gem->flags)) {
		ret = -EBUSY;
	} else {
		ret = zcopy_gem_grant(gem, file, args, grefs);
		if (ret)
			clear_bit(ZCOPY_GEM_GRANTED, &gem->flags);
	}

	drm_gem_object_put(obj);
	return ret;
}

static int zcopy_drm_open(struct drm_device *drm, struct drm_file *file)
{
	file->driver_priv = zcopy_account_create();
	return file->driver_priv ? 0 : -ENOMEM;
}

static void zcopy_drm_postclose(struct drm_device *drm, struct drm_file *file)
{
	zcopy_account_put(file->driver_priv);
}

static void zcopy_drm_show_fdinfo(struct seq_file *m, struct file *filp)
{
	struct drm_file *file = filp->private_data;
	struct zcopy_account *account = file->driver_priv;
	struct zcopy_refusal last;

	zcopy_show_drm_fdinfo(m, filp);
	seq_printf(m, "xen-zcopy-mapped-pages:\t%u\n",
		   zcopy_account_pages(account, ZCOPY_MAPPED));
	seq_printf(m, "xen-zcopy-granted-pages:\t%u\n",
		   zcopy_account_pages(account, ZCOPY_GRANTED));
	if (zcopy_account_last_refusal(account, &last))
		seq_printf(m, "xen-zcopy-refused:\t%u of %u, ref %u, domain %u, status %d\n",
			   last.position, last.count, last.ref, last.domid,
			   last.status);
}

static const struct file_operations zcopy_drm_fops = {
	.owner = THIS_MODULE,
	.open = drm_open,
	.release = drm_release,
	.unlocked_ioctl = zcopy_ioctl,
	.compat_ioctl = zcopy_compat_ioctl,
	.poll = drm_poll,
	.read = drm_read,
	.show_fdinfo = zcopy_drm_show_fdinfo,
	ZCOPY_FOP_FLAGS,
};

/*
 * No DRIVER_RENDER: a render node is for everybody on the machine, and mapping
 * another domain's memory is not.
 */
static const struct drm_driver zcopy_drm_driver = {
	.driver_features = DRIVER_GEM,
	.open = zcopy_drm_open,
	.postclose = zcopy_drm_postclose,
	ZCOPY_PRIME_EXPORT,
	ZCOPY_PRIME_IMPORT,
	.gem_prime_import = zcopy_prime_import,
	.fops = &zcopy_drm_fops,
	.name = "xen_drm_zcopy",
	.desc = "Xen zero-copy buffers",
	ZCOPY_DRM_DATE,
	.major = 1,
	.minor = 0,
};

static struct drm_device *zcopy_drm;

/**
 * zcopy_drm_init() - open the door
 * @parent: from zcopy_device_create(); also what foreign dma-bufs attach to
 *
 * Return: 0 or a negative errno.
 */
int zcopy_drm_init(struct device *parent)
{
	struct drm_device *drm;
	int ret;

	drm = drm_dev_alloc(&zcopy_drm_driver, parent);
	if (IS_ERR(drm))
		return PTR_ERR(drm);

	ret = drm_dev_register(drm, 0);
	if (ret) {
		drm_dev_put(drm);
		return ret;
	}
	zcopy_drm = drm;
	return 0;
}

/**
 * zcopy_drm_exit() - close the door
 *
 * Nobody has it open: an open file holds a reference on the module.
 */
void zcopy_drm_exit(void)
{
	drm_dev_unregister(zcopy_drm);
	drm_dev_put(zcopy_drm);
}
