/* SPDX-License-Identifier: GPL-2.0 */
/* What the module's files know of each other */
#ifndef PROBE_H
#define PROBE_H

#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <xen/interface/grant_table.h>

#include "grant-probe.h"

/**
 * struct probe_page - a page of an open file
 * @page:	NULL: none
 * @kind:	how it was made
 * @mapped:	a grant is mapped at it
 * @handle:	and this is its handle
 * @address:	where the hypervisor was told to map it
 * @ref:	the reference that it is granted under, or GP_NO_REF
 */
struct probe_page {
	struct page *page;
	enum gp_kind kind;
	bool mapped;
	grant_handle_t handle;
	u64 address;
	grant_ref_t ref;
};

/* An open file. */
struct probe {
	struct mutex lock;	/* over all of a call */
	struct probe_page pages[GP_PAGES];
};

/* pages.c */
long probe_page_new(struct probe *probe, struct gp_page *arg);
long probe_page_free(struct probe *probe, struct gp_page *arg);
struct probe_page *probe_page_find(struct probe *probe, u32 index);
unsigned long probe_page_gfn(const struct probe_page *page);
long probe_read(struct probe *probe, struct gp_bytes *arg);
long probe_write(struct probe *probe, struct gp_bytes *arg);
void probe_pages_release(struct probe *probe);

/* grants.c */
long probe_grant(struct probe *probe, struct gp_grant *arg);
long probe_end(struct probe *probe, struct gp_end *arg);
long probe_exhaust(struct probe *probe, struct gp_exhaust *arg);

/* table.c */
long probe_table(struct probe *probe, struct gp_table *arg);
long probe_entry_read(struct probe *probe, struct gp_entry *arg);
long probe_entry_write(struct probe *probe, struct gp_entry *arg);

/* hypercalls.c */
long probe_map(struct probe *probe, struct gp_map *arg);
long probe_unmap(struct probe *probe, struct gp_unmap *arg);
long probe_copy(struct probe *probe, struct gp_copy *arg);
long probe_query_size(struct probe *probe, struct gp_query_size *arg);
long probe_get_version(struct probe *probe, struct gp_version *arg);
long probe_set_version(struct probe *probe, struct gp_version *arg);
long probe_swap(struct probe *probe, struct gp_swap *arg);
long probe_flush(struct probe *probe, struct gp_flush *arg);
long probe_transfer(struct probe *probe, struct gp_transfer *arg);
long probe_raw(struct probe *probe, struct gp_raw *arg);
bool probe_unmap_page(struct probe_page *page);

/* device.c */
long probe_use_device(struct probe *probe, struct gp_device *arg);

#endif /* PROBE_H */
