// SPDX-License-Identifier: GPL-2.0
/* The pages of an open file: made, looked into, freed */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <xen/grant_table.h>
#include <xen/page.h>

#include "probe.h"

struct probe_page *probe_page_find(struct probe *probe, u32 index)
{
	if (index >= GP_PAGES || !probe->pages[index].page)
		return NULL;
	return &probe->pages[index];
}

unsigned long probe_page_gfn(const struct probe_page *page)
{
	return xen_page_to_gfn(page->page);
}

long probe_page_new(struct probe *probe, struct gp_page *arg)
{
	struct probe_page *page = probe->pages;
	long ret = 0;

	if (arg->kind > GP_HOLE)
		return -EINVAL;
	while (page < probe->pages + GP_PAGES && page->page)
		page++;
	if (page == probe->pages + GP_PAGES)
		return -ENOSPC;

	if (arg->kind == GP_HOLE)
		ret = gnttab_alloc_pages(1, &page->page);
	else
		page->page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!ret && !page->page)
		ret = -ENOMEM;
	if (ret) {
		page->page = NULL;
		return ret;
	}
	page->kind = arg->kind;
	page->mapped = false;
	page->ref = GP_NO_REF;
	arg->page = page - probe->pages;
	return 0;
}

static void page_free(struct probe_page *page)
{
	if (page->kind == GP_HOLE)
		gnttab_free_pages(1, &page->page);
	else
		__free_page(page->page);
	page->page = NULL;
}

long probe_page_free(struct probe *probe, struct gp_page *arg)
{
	struct probe_page *page = probe_page_find(probe, arg->page);

	if (!page)
		return -ENOENT;
	if (page->mapped || page->ref != GP_NO_REF)
		return -EBUSY;
	page_free(page);
	return 0;
}

/* Nothing is behind a hole, and touching it is fatal */
static void *bytes_of(struct probe *probe, const struct gp_bytes *arg)
{
	struct probe_page *page = probe_page_find(probe, arg->page);

	if (!page || (page->kind == GP_HOLE && !page->mapped))
		return NULL;
	if (arg->length > GP_BYTES || arg->offset > PAGE_SIZE - arg->length)
		return NULL;
	return page_address(page->page) + arg->offset;
}

long probe_read(struct probe *probe, struct gp_bytes *arg)
{
	void *bytes = bytes_of(probe, arg);

	if (!bytes)
		return -EINVAL;
	memcpy(arg->bytes, bytes, arg->length);
	return 0;
}

long probe_write(struct probe *probe, struct gp_bytes *arg)
{
	void *bytes = bytes_of(probe, arg);

	if (!bytes)
		return -EINVAL;
	memcpy(bytes, arg->bytes, arg->length);
	return 0;
}

/* A page that a peer still maps, or that cannot be unmapped, is not ours to free */
static void page_release(struct probe_page *page)
{
	bool usable = true;

	if (page->mapped)
		usable = probe_unmap_page(page);
	if (page->ref != GP_NO_REF) {
		if (page->kind == GP_MEMORY) {
			gnttab_end_foreign_access(page->ref, page->page);
			usable = false;
		} else if (!gnttab_try_end_foreign_access(page->ref)) {
			usable = false;
		}
	}
	if (usable)
		page_free(page);
}

void probe_pages_release(struct probe *probe)
{
	unsigned int i;

	for (i = 0; i < GP_PAGES; i++)
		if (probe->pages[i].page)
			page_release(&probe->pages[i]);
}
