// SPDX-License-Identifier: GPL-2.0
/*
 * The entries of the own grant table. No symbol of the kernel's says where it
 * is mapped, so an address has to prove itself: a reference that was granted
 * just now must stand in it. Entries of version 1 only, whose in-use bits are
 * in the entry.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uaccess.h>
#include <xen/grant_table.h>
#include <xen/page.h>
#include <asm/sync_bitops.h>

#include "probe.h"

#define IN_USE (GTF_reading | GTF_writing)

static struct grant_entry_v1 *table;

static bool has_entry(struct grant_entry_v1 *entries, grant_ref_t ref,
		      u16 domid, u32 frame)
{
	struct grant_entry_v1 entry;

	if (!entries || copy_from_kernel_nofault(&entry, entries + ref, sizeof(entry)))
		return false;
	return entry.flags == (GTF_permit_access | GTF_readonly) &&
	       entry.domid == domid && entry.frame == frame;
}

/* Two different entries under two references: no other page looks like that */
static bool is_table(struct grant_entry_v1 *entries)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	const u16 domid[] = { DOMID_FIRST_RESERVED - 1, DOMID_FIRST_RESERVED - 2 };
	bool found = page;
	unsigned long gfn;
	int i, ref;

	if (!page)
		return false;
	gfn = xen_page_to_gfn(page);
	for (i = 0; i < 2 && found; i++) {
		ref = gnttab_grant_foreign_access(domid[i], gfn, 1);
		found = ref >= 0 && has_entry(entries, ref, domid[i], gfn);
		if (ref >= 0)
			gnttab_try_end_foreign_access(ref);
	}
	__free_page(page);
	return found;
}

/* A kernel that was made for tests may export what the stock one does not */
static struct grant_entry_v1 *exported_table(void)
{
	struct grant_frames *frames = symbol_get(xen_auto_xlat_grant_frames);
	struct grant_entry_v1 *entries = NULL;

	if (frames) {
		entries = frames->vaddr;
		symbol_put(xen_auto_xlat_grant_frames);
	}
	return entries;
}

long probe_table(struct probe *probe, struct gp_table *arg)
{
	struct grant_entry_v1 *entries;

	entries = (void *)(unsigned long)arg->address ?: exported_table();
	if (!is_table(entries))
		return -ENOENT;
	table = entries;
	return 0;
}

static u32 nr_entries(void)
{
	return gnttab_max_grant_frames() * (XEN_PAGE_SIZE / sizeof(*table));
}

long probe_entry_read(struct probe *probe, struct gp_entry *arg)
{
	struct grant_entry_v1 entry;

	if (!table)
		return -ENXIO;
	if (arg->ref >= nr_entries())
		return -EINVAL;
	/* A frame that the table has not grown to may be nothing yet */
	if (copy_from_kernel_nofault(&entry, table + arg->ref, sizeof(entry)))
		return -EFAULT;
	arg->flags = entry.flags;
	arg->domid = entry.domid;
	arg->frame = entry.frame;
	return 0;
}

long probe_entry_write(struct probe *probe, struct gp_entry *arg)
{
	struct grant_entry_v1 entry;
	u32 *header, old, new;

	if (!table)
		return -ENXIO;
	if (arg->ref >= nr_entries())
		return -EINVAL;
	if (copy_from_kernel_nofault(&entry, table + arg->ref, sizeof(entry)))
		return -EFAULT;

	/* The hypervisor changes the in-use bits at any time */
	header = (u32 *)&table[arg->ref].flags;
	WRITE_ONCE(table[arg->ref].frame, arg->frame);
	do {
		old = READ_ONCE(*header);
		new = (old & IN_USE) | (arg->flags & ~IN_USE & 0xffff) |
		      arg->domid << 16;
	} while (sync_cmpxchg(header, old, new) != old);
	return 0;
}
