// SPDX-License-Identifier: GPL-2.0
/* Granting, and ending it, as drivers do: through the kernel's functions */
#include <linux/errno.h>
#include <xen/grant_table.h>

#include "probe.h"

/* References of one gnttab_alloc_grant_references(), and how many such calls */
#define CLAIM		512
#define CLAIMS		512

long probe_grant(struct probe *probe, struct gp_grant *arg)
{
	struct probe_page *page = probe_page_find(probe, arg->page);
	unsigned long frame = arg->frame;
	int ref;

	if (!page && arg->page != GP_NO_PAGE)
		return -ENOENT;
	if (page && page->ref != GP_NO_REF)
		return -EBUSY;
	if (page)
		frame += probe_page_gfn(page);
	ref = gnttab_grant_foreign_access(arg->domid, frame, arg->readonly);
	if (ref < 0)
		return ref;
	if (page)
		page->ref = ref;
	arg->ref = ref;
	return 0;
}

static struct probe_page *page_of(struct probe *probe, grant_ref_t ref)
{
	unsigned int i;

	for (i = 0; i < GP_PAGES; i++)
		if (probe->pages[i].page && probe->pages[i].ref == ref)
			return &probe->pages[i];
	return NULL;
}

long probe_end(struct probe *probe, struct gp_end *arg)
{
	struct probe_page *page = page_of(probe, arg->ref);

	if (arg->how == GP_END_TRY) {
		arg->ended = gnttab_try_end_foreign_access(arg->ref);
		if (page && arg->ended)
			page->ref = GP_NO_REF;
		return 0;
	}

	/* From here on it is the grant table's page, which frees it */
	if (!page || page->kind != GP_MEMORY)
		return -EINVAL;
	gnttab_end_foreign_access(arg->ref, page->page);
	page->page = NULL;
	arg->ended = 0;
	return 0;
}

long probe_exhaust(struct probe *probe, struct gp_exhaust *arg)
{
	static grant_ref_t heads[CLAIMS + CLAIM];
	unsigned int size, n = 0;

	/* Down to single ones, so that none is left */
	for (size = CLAIM; size; size /= 2)
		while (n < ARRAY_SIZE(heads) &&
		       !gnttab_alloc_grant_references(size, &heads[n]))
			n++;
	arg->result = gnttab_grant_foreign_access(arg->domid, 0, 1);
	while (n)
		gnttab_free_grant_references(heads[--n]);
	return 0;
}
