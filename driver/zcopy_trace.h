/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM xen_zcopy

#if !defined(_ZCOPY_TRACE_H_) || defined(TRACE_HEADER_MULTI_READ)
#define _ZCOPY_TRACE_H_

#include <linux/tracepoint.h>
#include <xen/interface/xen.h>

/*
 * One line of life of a buffer. @wait_handle is 0 for granted buffers, @result 0
 * or a negative errno.
 */
DECLARE_EVENT_CLASS(xen_zcopy_buffer,
		    TP_PROTO(domid_t domid, unsigned int pages, u32 wait_handle,
			     int result),
		    TP_ARGS(domid, pages, wait_handle, result),
		    TP_STRUCT__entry(__field(domid_t, domid)
				     __field(unsigned int, pages)
				     __field(u32, wait_handle)
				     __field(int, result)),
		    TP_fast_assign(__entry->domid = domid;
				   __entry->pages = pages;
				   __entry->wait_handle = wait_handle;
				   __entry->result = result;),
		    TP_printk("domid=%u pages=%u wait_handle=%u result=%d",
			      __entry->domid, __entry->pages,
			      __entry->wait_handle, __entry->result)
);

/* A mapped buffer's grants were mapped, or one of them was refused. */
DEFINE_EVENT(xen_zcopy_buffer, xen_zcopy_map,
	     TP_PROTO(domid_t domid, unsigned int pages, u32 wait_handle,
		      int result),
	     TP_ARGS(domid, pages, wait_handle, result)
);

/* @pages were unmapped; after an error some others could not be. */
DEFINE_EVENT(xen_zcopy_buffer, xen_zcopy_unmap,
	     TP_PROTO(domid_t domid, unsigned int pages, u32 wait_handle,
		      int result),
	     TP_ARGS(domid, pages, wait_handle, result)
);

/* A dma-buf's pages were granted, or one of them could not be. */
DEFINE_EVENT(xen_zcopy_buffer, xen_zcopy_grant,
	     TP_PROTO(domid_t domid, unsigned int pages, u32 wait_handle,
		      int result),
	     TP_ARGS(domid, pages, wait_handle, result)
);

/* The last grant of a dma-buf's pages has ended. */
DEFINE_EVENT(xen_zcopy_buffer, xen_zcopy_end,
	     TP_PROTO(domid_t domid, unsigned int pages, u32 wait_handle,
		      int result),
	     TP_ARGS(domid, pages, wait_handle, result)
);

/* A mapped buffer is gone, and its waiters are about to learn it. */
DEFINE_EVENT(xen_zcopy_buffer, xen_zcopy_release,
	     TP_PROTO(domid_t domid, unsigned int pages, u32 wait_handle,
		      int result),
	     TP_ARGS(domid, pages, wait_handle, result)
);

#endif /* _ZCOPY_TRACE_H_ */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE zcopy_trace
#include <trace/define_trace.h>
