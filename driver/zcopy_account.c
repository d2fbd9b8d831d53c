// SPDX-License-Identifier: GPL-2.0
/*
 * The books: what every open file and all of them together hold, what the limits
 * are, and which buffers are alive.
 */
#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/kref.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include <xen/xen.h>

#include "zcopy_core.h"

/*
 * A hypervisor with default settings has room for 262144 foreign mappings per
 * domain, shared by all backends. Leave a quarter of it to block, network and
 * the others, and let one open file have two thirds of the rest: the largest
 * window known (16384 x 6144 of Qubes OS, 98304 pages) fits. On x86 PV, where
 * every page is mapped twice (zcopy_pv.c), just that window does.
 */
#define ZCOPY_ROOM		196608
#define ZCOPY_ROOM_PER_FILE	131072
#define ZCOPY_ROOM_PV		(ZCOPY_ROOM / 2)

static uint max_pages_per_file;
module_param(max_pages_per_file, uint, 0644);
MODULE_PARM_DESC(max_pages_per_file,
		 "Limit of pages, mapped and granted together, per open file (default 131072, on x86 PV 98304)");

static uint max_pages_total;
module_param(max_pages_total, uint, 0644);
MODULE_PARM_DESC(max_pages_total,
		 "Limit of pages, mapped and granted together, of all open files (default 196608, on x86 PV 98304)");

/*
 * What the domain's own frontends (block, network) need of its grant table is not
 * known here: whoever has some can say what is left for buffers.
 */
static uint max_granted_total = UINT_MAX;
module_param(max_granted_total, uint, 0644);
MODULE_PARM_DESC(max_granted_total,
		 "Limit of granted pages of all open files (default: only the limits of all pages)");

/*
 * Whatever the parameters say: an array with 16 bytes per page has to stay below
 * INT_MAX, or the allocator warns.
 */
#define ZCOPY_MAX_PAGES	(INT_MAX / 16)

/**
 * struct zcopy_account - what one open file holds
 * @ref: one for the file, one for every buffer made through it
 * @pages: charged at present, by kind
 * @refusal: the last refused grant reference; valid when its position is not 0
 *
 * Fields are protected by zcopy_books_lock.
 */
struct zcopy_account {
	struct kref ref;
	unsigned int pages[ZCOPY_KINDS];
	struct zcopy_refusal refusal;
};

/* Taken in process context only, for short; walking the list may sleep. */
static DEFINE_MUTEX(zcopy_books_lock);
static LIST_HEAD(zcopy_buffers);
static unsigned int zcopy_nr_buffers[ZCOPY_KINDS];
static unsigned int zcopy_nr_pages[ZCOPY_KINDS];

/* Changed from wherever a last reference is dropped, thus not under the lock. */
static atomic_t zcopy_nr_ending_buffers;
static atomic_t zcopy_nr_ending_pages;
static atomic_t zcopy_nr_stuck_pages;
static atomic_t zcopy_nr_files;

/**
 * zcopy_account_init() - the limits that nobody has set
 */
void __init zcopy_account_init(void)
{
	bool pv = xen_pv_domain();

	if (!max_pages_per_file)
		max_pages_per_file = pv ? ZCOPY_ROOM_PV : ZCOPY_ROOM_PER_FILE;
	if (!max_pages_total)
		max_pages_total = pv ? ZCOPY_ROOM_PV : ZCOPY_ROOM;
}

/**
 * zcopy_account_create() - open the books of an open file
 *
 * Return: the account, to be put when the file is closed, or NULL.
 */
struct zcopy_account *zcopy_account_create(void)
{
	struct zcopy_account *account;

	account = kzalloc(sizeof(*account), ZCOPY_GFP_USER);
	if (!account)
		return NULL;

	kref_init(&account->ref);
	atomic_inc(&zcopy_nr_files);
	return account;
}

static void zcopy_account_release(struct kref *ref)
{
	kfree(container_of(ref, struct zcopy_account, ref));
}

/**
 * zcopy_account_put() - the file is closed
 * @account: its account; buffers that are still alive stay charged to it
 */
void zcopy_account_put(struct zcopy_account *account)
{
	atomic_dec(&zcopy_nr_files);
	kref_put(&account->ref, zcopy_account_release);
}

/**
 * zcopy_account_pages() - what an open file holds
 * @account: its account
 * @kind: mapped or granted
 *
 * Return: number of pages.
 */
unsigned int zcopy_account_pages(struct zcopy_account *account,
				 enum zcopy_kind kind)
{
	unsigned int pages;

	mutex_lock(&zcopy_books_lock);
	pages = account->pages[kind];
	mutex_unlock(&zcopy_books_lock);
	return pages;
}

/**
 * zcopy_account_refused() - remember a refused grant reference
 * @account: of the open file whose call it was
 * @refusal: what to remember, until the next one
 */
void zcopy_account_refused(struct zcopy_account *account,
			   const struct zcopy_refusal *refusal)
{
	mutex_lock(&zcopy_books_lock);
	account->refusal = *refusal;
	mutex_unlock(&zcopy_books_lock);
}

/**
 * zcopy_account_last_refusal() - the grant reference that was refused last
 * @account: of an open file
 * @refusal: filled in
 *
 * Return: false when there was none.
 */
bool zcopy_account_last_refusal(struct zcopy_account *account,
				struct zcopy_refusal *refusal)
{
	mutex_lock(&zcopy_books_lock);
	*refusal = account->refusal;
	mutex_unlock(&zcopy_books_lock);
	return refusal->position;
}

/* True when @pages more would be above @limit. Nothing here can overflow. */
static bool zcopy_above(unsigned int limit, const unsigned int *held,
			unsigned int pages)
{
	u64 sum = pages;

	sum += held[ZCOPY_MAPPED];
	sum += held[ZCOPY_GRANTED];
	return sum > limit;
}

/**
 * zcopy_charge() - enter a new buffer into the books
 * @charge: its entry
 * @account: of the open file that makes it
 * @kind: mapped or granted
 * @domid: the foreign domain
 * @pages: its size
 *
 * Return: 0, or -EDQUOT when a limit would be exceeded.
 */
int zcopy_charge(struct zcopy_charge *charge, struct zcopy_account *account,
		 enum zcopy_kind kind, domid_t domid, unsigned int pages)
{
	int ret = 0;

	mutex_lock(&zcopy_books_lock);
	if (pages > ZCOPY_MAX_PAGES ||
	    zcopy_above(READ_ONCE(max_pages_per_file), account->pages, pages) ||
	    zcopy_above(READ_ONCE(max_pages_total), zcopy_nr_pages, pages) ||
	    (kind == ZCOPY_GRANTED &&
	     (u64)zcopy_nr_pages[kind] + pages > READ_ONCE(max_granted_total))) {
		ret = -EDQUOT;
		goto out;
	}

	kref_get(&account->ref);
	charge->account = account;
	charge->record = NULL;
	charge->kind = kind;
	charge->domid = domid;
	charge->pages = pages;
	charge->in_use = 0;
	charge->pid = task_tgid_nr(current);
	charge->ending = false;

	account->pages[kind] += pages;
	zcopy_nr_pages[kind] += pages;
	zcopy_nr_buffers[kind]++;
	list_add_tail(&charge->node, &zcopy_buffers);
out:
	mutex_unlock(&zcopy_books_lock);
	return ret;
}

/**
 * zcopy_charge_ending() - the last reference to a buffer is gone
 * @charge: its entry
 *
 * Does not sleep.
 */
void zcopy_charge_ending(struct zcopy_charge *charge)
{
	WRITE_ONCE(charge->ending, true);
	atomic_inc(&zcopy_nr_ending_buffers);
	atomic_add(charge->pages, &zcopy_nr_ending_pages);
}

/**
 * zcopy_uncharge() - a buffer is gone
 * @charge: its entry; no longer used afterwards
 */
void zcopy_uncharge(struct zcopy_charge *charge)
{
	struct zcopy_account *account = charge->account;

	mutex_lock(&zcopy_books_lock);
	list_del(&charge->node);
	account->pages[charge->kind] -= charge->pages;
	zcopy_nr_pages[charge->kind] -= charge->pages;
	zcopy_nr_buffers[charge->kind]--;
	mutex_unlock(&zcopy_books_lock);

	if (charge->ending) {
		atomic_dec(&zcopy_nr_ending_buffers);
		atomic_sub(charge->pages, &zcopy_nr_ending_pages);
	}
	kref_put(&account->ref, zcopy_account_release);
}

/**
 * zcopy_count_stuck_page() - a page is lost because it would not unmap
 */
void zcopy_count_stuck_page(void)
{
	atomic_inc(&zcopy_nr_stuck_pages);
}

/**
 * zcopy_show_stats() - all numbers, as "key value" lines
 * @m: where to
 *
 * Buffers that are ending count as mapped or granted, too, until they are gone.
 */
void zcopy_show_stats(struct seq_file *m)
{
	unsigned int buffers[ZCOPY_KINDS], pages[ZCOPY_KINDS];
	unsigned int records, waiters;

	mutex_lock(&zcopy_books_lock);
	memcpy(buffers, zcopy_nr_buffers, sizeof(buffers));
	memcpy(pages, zcopy_nr_pages, sizeof(pages));
	mutex_unlock(&zcopy_books_lock);
	zcopy_records_count(&records, &waiters);

	seq_printf(m, "mapped_buffers %u\n", buffers[ZCOPY_MAPPED]);
	seq_printf(m, "mapped_pages %u\n", pages[ZCOPY_MAPPED]);
	seq_printf(m, "granted_buffers %u\n", buffers[ZCOPY_GRANTED]);
	seq_printf(m, "granted_pages %u\n", pages[ZCOPY_GRANTED]);
	seq_printf(m, "ending_buffers %d\n",
		   atomic_read(&zcopy_nr_ending_buffers));
	seq_printf(m, "ending_pages %d\n", atomic_read(&zcopy_nr_ending_pages));
	seq_printf(m, "records %u\n", records);
	seq_printf(m, "waiters %u\n", waiters);
	seq_printf(m, "stuck_pages %d\n", atomic_read(&zcopy_nr_stuck_pages));
	seq_printf(m, "files %d\n", atomic_read(&zcopy_nr_files));
}

/**
 * zcopy_show_buffers() - every living buffer, one per line
 * @m: where to
 */
void zcopy_show_buffers(struct seq_file *m)
{
	const struct zcopy_charge *charge;

	mutex_lock(&zcopy_books_lock);
	list_for_each_entry(charge, &zcopy_buffers, node) {
		const char *state = READ_ONCE(charge->ending) ? "ending" : "live";
		const struct zcopy_record *record = READ_ONCE(charge->record);

		if (charge->kind == ZCOPY_GRANTED)
			seq_printf(m, "granted domid=%u pages=%u state=%s in_use=%u pid=%d\n",
				   charge->domid, charge->pages, state,
				   READ_ONCE(charge->in_use), charge->pid);
		else if (record)
			seq_printf(m, "mapped wait_handle=%u domid=%u pages=%u state=%s waiters=%u pid=%d\n",
				   zcopy_record_handle(record), charge->domid,
				   charge->pages, state,
				   zcopy_record_waiters(record), charge->pid);
	}
	mutex_unlock(&zcopy_books_lock);
}
