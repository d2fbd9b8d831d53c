/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ZCOPY_CORE_H_
#define _ZCOPY_CORE_H_

#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/types.h>

#include <xen/interface/xen.h>
#include <xen/interface/grant_table.h>

struct dentry;
struct device;
struct dma_buf;
struct seq_file;

/**
 * DOC: contract
 *
 * The driver knows two kinds of buffers. A *mapped* buffer is made of pages of
 * another domain: grant references in, dma-buf out. A *granted* buffer is the
 * reverse: a dma-buf of another driver in, grant references out. The doors
 * (zcopy_drm.c, zcopy_ioctl.c) hand out names for them; everything below holds
 * whatever the door.
 *
 * Who owns what
 *
 * 1. The pages of a mapped buffer belong to the foreign domain. It can read and
 *    change them at any time, revoke nothing that is mapped, and gets them back
 *    only through rule 9. The driver never reads or writes them.
 * 2. A mapped buffer lives as long as anything that uses it: a GEM handle, the
 *    dma-buf with its descriptors, user mappings and importers. None of these
 *    keeps another one alive: closing the GEM handle or the DRM file does not
 *    disturb an importer.
 * 3. Only the last reference unmaps. No other path frees a mapping under a live
 *    dma-buf, not even the death of the frontend.
 * 4. A granted buffer holds its dma-buf, attached and mapped for the driver's own
 *    device, until the last of its grants has ended. The exporter can therefore
 *    not move or free pages that the foreign domain may still reach.
 * 5. Every buffer holds a reference on the module from its creation until the
 *    work that destroys it is about to return, and module exit waits for the
 *    workqueue: no code of the module runs after it is gone.
 *
 * When a buffer becomes visible
 *
 * 6. A buffer is complete before it gets a name: limits charged, every grant
 *    mapped or made, wait handle findable. The GEM handle is the last step. When
 *    the answer cannot be copied to the caller, the name is taken back.
 * 7. A wait handle is the driver's own number. It is never 0, is not a file
 *    descriptor or GEM handle, and is not given out again before 2^31 others
 *    were. It is not a capability: whoever may use the device may wait for any
 *    buffer, and learns no more than whether it is gone.
 *
 * When a buffer is gone
 *
 * 8. Dropping the last reference of a mapped buffer never blocks and never fails;
 *    the work is done on the driver's workqueue. A granted buffer is gone when its
 *    GEM handle is closed, unless the peer still maps a page of it: whoever
 *    replaces a buffer finds room for the next one.
 * 9. "Free" is said only after the hypervisor has confirmed the unmapping of every
 *    grant. It is said to all waiters, at once and for good; from then on
 *    the wait handle is unknown. The limits are credited before that, so
 *    whoever was told "free" can use them.
 * 10. A grant that the hypervisor refuses to unmap makes its page unusable for
 *     ever: the page is never freed (stuck_pages), and the wait handle stays
 *     known and answers EIO for ever. It does not say "free".
 * 11. Foreign access of a granted buffer is ended first; only then is the dma-buf
 *     unmapped, detached and put.
 * 12. A wait can be interrupted by any signal, whatever its length, keeps
 *     nothing alive but its own record, and leaves nothing behind.
 *
 * What the peer can and cannot do
 *
 * 13. A peer that gives bad references, revoked ones, the same one twice or some
 *     of another domain gets an error for the backend's caller, or a buffer with
 *     odd contents. Partial success is undone: exactly the references that were
 *     mapped are unmapped before the error is returned.
 * 14. A peer that dies while its pages are mapped takes nothing away: the pages
 *     stay until the backend has unmapped them, as the hypervisor guarantees.
 * 15. A peer that never lets go of a granted page delays rule 11 without a bound.
 *     It costs the memory of that one buffer and the entries of the grant table,
 *     counted against the limits of the open file that granted it, seen as
 *     "ending" in debugfs; nobody waits for it, and the driver asks again at a
 *     falling rate.
 *
 * What the caller can and cannot do
 *
 * 16. Limits per open file and in total (module parameters) are charged before
 *     anything is allocated and credited when the buffer is gone, not when
 *     the file is closed.
 * 17. All numbers are checked before they are used. Every refusal has an errno
 *     of its own, listed with the ioctls; none is EAGAIN.
 * 18. Nothing that user space does makes the driver print above debug level or
 *     warn. (The kernel's own code does print when the hypervisor's tables or the
 *     address space for foreign pages are full.)
 *
 * What importers can rely on
 *
 * 19. Any number of importers, devices and directions at once; each mapping has
 *     an sg table of its own, in chunks of one page, because pages that are
 *     neighbours for this domain are not neighbours in the machine's memory.
 * 20. Pages are ordinary cacheable memory, never mapped with another memory type.
 *     CPU access is bracketed by begin/end_cpu_access, which syncs every live
 *     mapping. A device that cannot reach the foreign pages is given copies by
 *     the DMA layer: they are as old as the last end_cpu_access, and go back with
 *     the next begin_cpu_access, over what the peer has drawn meanwhile. That is
 *     no sharing; such a device needs an IOMMU, or a frontend with memory that it
 *     can reach.
 * 21. The kernel's own access (vmap) works on every platform and never fails for a
 *     reason that is in the peer's hands. On x86 PV, where an ordinary second
 *     mapping of a foreign page is accepted and faults when it is used, every
 *     grant is therefore mapped twice from the start (zcopy_pv.c); rules 3, 9,
 *     10 and 13 hold for both mappings. User space's (mmap) is refused at once
 *     there.
 */

/* XEN_PAGE_SIZE == PAGE_SIZE is checked at load: a page is a grant here. */

/*
 * For memory that grows with what user space asks for: charged to its control
 * group, and silent when there is none.
 */
#define ZCOPY_GFP_USER	(GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

struct workqueue_struct;

extern struct workqueue_struct *zcopy_wq;

/**
 * struct zcopy_refusal - the grant reference that the hypervisor refused
 * @position: which one of the call it was, from 1
 * @count: references in the call
 * @ref: the reference
 * @domid: the domain that was said to have granted it
 * @status: GNTST_* value
 */
struct zcopy_refusal {
	unsigned int position;
	unsigned int count;
	grant_ref_t ref;
	domid_t domid;
	s16 status;
};

/* zcopy_account.c: limits, and what is alive */

struct zcopy_account;
struct zcopy_record;

enum zcopy_kind {
	ZCOPY_MAPPED,
	ZCOPY_GRANTED,
	ZCOPY_KINDS
};

/**
 * struct zcopy_charge - a buffer's entry in the books
 * @node: in the list of all buffers
 * @account: of the open file that made the buffer
 * @record: release record of a mapped buffer, NULL for a granted one
 * @kind: which of the two
 * @domid: the foreign domain
 * @pages: what is charged
 * @in_use: pages whose grants have not ended
 * @pid: process that made the buffer, in the initial pid namespace
 * @ending: the last reference is gone, the grants are not
 */
struct zcopy_charge {
	struct list_head node;
	struct zcopy_account *account;
	struct zcopy_record *record;
	enum zcopy_kind kind;
	domid_t domid;
	unsigned int pages;
	unsigned int in_use;
	pid_t pid;
	bool ending;
};

void zcopy_account_init(void);
struct zcopy_account *zcopy_account_create(void);
void zcopy_account_put(struct zcopy_account *account);
unsigned int zcopy_account_pages(struct zcopy_account *account,
				 enum zcopy_kind kind);
void zcopy_account_refused(struct zcopy_account *account,
			   const struct zcopy_refusal *refusal);
bool zcopy_account_last_refusal(struct zcopy_account *account,
				struct zcopy_refusal *refusal);

int zcopy_charge(struct zcopy_charge *charge, struct zcopy_account *account,
		 enum zcopy_kind kind, domid_t domid, unsigned int pages);
void zcopy_charge_ending(struct zcopy_charge *charge);
void zcopy_uncharge(struct zcopy_charge *charge);
void zcopy_count_stuck_page(void);
void zcopy_show_stats(struct seq_file *m);
void zcopy_show_buffers(struct seq_file *m);

/* zcopy_release.c: who waits for a buffer's end */

struct zcopy_record *zcopy_record_create(void);
void zcopy_record_complete(struct zcopy_record *record, int status);
u32 zcopy_record_handle(const struct zcopy_record *record);
unsigned int zcopy_record_waiters(const struct zcopy_record *record);
int zcopy_record_wait(u32 handle, u32 *wait_to_ms);
void zcopy_records_count(unsigned int *records, unsigned int *waiters);
void zcopy_records_fini(void);

/* zcopy_mapped.c: foreign grants -> pages */

struct zcopy_mapped;

struct zcopy_mapped *zcopy_mapped_alloc(struct zcopy_account *account,
					domid_t domid, unsigned int nr_pages);
int zcopy_mapped_map(struct zcopy_mapped *mapped, const grant_ref_t *refs);
void zcopy_mapped_abort(struct zcopy_mapped *mapped);
struct zcopy_mapped *zcopy_mapped_get(struct zcopy_mapped *mapped);
void zcopy_mapped_put(struct zcopy_mapped *mapped);
u32 zcopy_mapped_wait_handle(const struct zcopy_mapped *mapped);
size_t zcopy_mapped_size(const struct zcopy_mapped *mapped);

/* zcopy_dmabuf.c: a mapped buffer as a dma-buf */

struct dma_buf *zcopy_mapped_export(struct zcopy_mapped *mapped, int flags);
struct zcopy_mapped *zcopy_mapped_from_dmabuf(struct dma_buf *dmabuf);

/* zcopy_granted.c: dma-buf -> grants */

struct zcopy_granted;

struct zcopy_granted *zcopy_granted_create(struct zcopy_account *account,
					   struct device *dev,
					   struct dma_buf *dmabuf,
					   domid_t domid,
					   unsigned int nr_pages);
const grant_ref_t *zcopy_granted_refs(const struct zcopy_granted *granted);
void zcopy_granted_end(struct zcopy_granted *granted);

/* zcopy_device.c: the device that stands for the driver */

struct device *zcopy_device_create(void);
void zcopy_device_destroy(struct device *dev);

/* zcopy_drm.c: the DRM door */

int zcopy_drm_init(struct device *parent);
void zcopy_drm_exit(void);

/* zcopy_debugfs.c */

void zcopy_debugfs_init(void);
void zcopy_debugfs_exit(void);

#endif /* _ZCOPY_CORE_H_ */
