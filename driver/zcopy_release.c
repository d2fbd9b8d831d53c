// SPDX-License-Identifier: GPL-2.0
/*
 * Release records: one per mapped buffer, found by the wait handle. A record is
 * separate from its buffer, so that waiting does not keep the buffer alive.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "zcopy_core.h"

/* Milliseconds that mean "without a bound"; see the ioctl. */
#define ZCOPY_WAIT_UNBOUNDED	0x80000000U

/**
 * struct zcopy_record - the end of a buffer, to be waited for
 * @ref: one for zcopy_records, one for each waiter
 * @freed: completed when the answer is final
 * @handle: the wait handle
 * @status: the answer, valid when @freed is completed
 * @waiters: who sleeps on @freed
 */
struct zcopy_record {
	struct kref ref;
	struct completion freed;
	u32 handle;
	int status;
	atomic_t waiters;
};

/* Handle to record, as long as the answer is not "free". Its lock protects ref. */
static DEFINE_XARRAY_ALLOC1(zcopy_records);
static u32 zcopy_next_handle;
static atomic_t zcopy_nr_records;
static atomic_t zcopy_nr_waiters;

static void zcopy_record_free(struct kref *ref)
{
	kfree(container_of(ref, struct zcopy_record, ref));
}

/**
 * zcopy_record_create() - a record for a new buffer
 *
 * It can be found from now on. Handles are given out in turn, so that a
 * stale one is not taken for a new buffer.
 *
 * Return: the record, or NULL without memory.
 */
struct zcopy_record *zcopy_record_create(void)
{
	struct zcopy_record *record;

	record = kzalloc(sizeof(*record), ZCOPY_GFP_USER);
	if (!record)
		return NULL;

	kref_init(&record->ref);
	init_completion(&record->freed);
	if (xa_alloc_cyclic(&zcopy_records, &record->handle, record,
			    XA_LIMIT(1, INT_MAX), &zcopy_next_handle,
			    ZCOPY_GFP_USER) < 0) {
		kfree(record);
		return NULL;
	}
	atomic_inc(&zcopy_nr_records);
	return record;
}

/**
 * zcopy_record_complete() - tell everybody how a buffer ended
 * @record: its record; not to be used by the caller afterwards
 * @status: 0, or a negative errno that the handle answers for ever
 */
void zcopy_record_complete(struct zcopy_record *record, int status)
{
	record->status = status;
	if (status) {
		complete_all(&record->freed);
		return;
	}

	xa_erase(&zcopy_records, record->handle);
	atomic_dec(&zcopy_nr_records);
	complete_all(&record->freed);
	kref_put(&record->ref, zcopy_record_free);
}

/**
 * zcopy_record_handle() - a record's name
 * @record: the record
 *
 * Return: the wait handle, never 0.
 */
u32 zcopy_record_handle(const struct zcopy_record *record)
{
	return record->handle;
}

/**
 * zcopy_record_waiters() - who waits
 * @record: the record
 *
 * Return: number of calls that sleep at present.
 */
unsigned int zcopy_record_waiters(const struct zcopy_record *record)
{
	return atomic_read(&record->waiters);
}

static struct zcopy_record *zcopy_record_find(u32 handle)
{
	struct zcopy_record *record;

	xa_lock(&zcopy_records);
	record = xa_load(&zcopy_records, handle);
	if (record)
		kref_get(&record->ref);
	xa_unlock(&zcopy_records);
	return record;
}

static int zcopy_record_sleep(struct zcopy_record *record, u32 *wait_to_ms)
{
	ktime_t end = ktime_add_ms(ktime_get(), *wait_to_ms);
	long left;

	if (*wait_to_ms >= ZCOPY_WAIT_UNBOUNDED)
		return wait_for_completion_interruptible(&record->freed) ?
		       -EINTR : 0;

	left = wait_for_completion_interruptible_timeout(&record->freed,
							 msecs_to_jiffies(*wait_to_ms));
	if (left > 0)
		return 0;
	if (!left)
		return -ETIMEDOUT;

	*wait_to_ms = max_t(s64, ktime_ms_delta(end, ktime_get()), 0);
	return -EINTR;
}

/**
 * zcopy_record_wait() - wait until a buffer is gone
 * @handle: wait handle
 * @wait_to_ms: milliseconds to wait; 0 only asks; ZCOPY_WAIT_UNBOUNDED and above
 *	wait without a bound. After -EINTR, what was left.
 *
 * Return: 0 when the buffer is gone, -ENOENT when there is none, -ETIMEDOUT,
 * -EINTR, or the errno of a release that went wrong.
 */
int zcopy_record_wait(u32 handle, u32 *wait_to_ms)
{
	struct zcopy_record *record = zcopy_record_find(handle);
	int ret;

	if (!record)
		return -ENOENT;

	if (completion_done(&record->freed)) {
		ret = 0;
	} else if (!*wait_to_ms) {
		ret = -ETIMEDOUT;
	} else {
		atomic_inc(&zcopy_nr_waiters);
		atomic_inc(&record->waiters);
		ret = zcopy_record_sleep(record, wait_to_ms);
		atomic_dec(&record->waiters);
		atomic_dec(&zcopy_nr_waiters);
	}
	if (!ret)
		ret = record->status;

	kref_put(&record->ref, zcopy_record_free);
	return ret;
}

/**
 * zcopy_records_count() - how much there is to wait for
 * @records: buffers that are not free
 * @waiters: calls that sleep at present
 */
void zcopy_records_count(unsigned int *records, unsigned int *waiters)
{
	*records = atomic_read(&zcopy_nr_records);
	*waiters = atomic_read(&zcopy_nr_waiters);
}

/**
 * zcopy_records_fini() - forget the records that answer an error for ever
 *
 * For module exit, when nobody can ask any more.
 */
void zcopy_records_fini(void)
{
	struct zcopy_record *record;
	unsigned long handle;

	xa_for_each(&zcopy_records, handle, record)
		kref_put(&record->ref, zcopy_record_free);
	xa_destroy(&zcopy_records);
}
