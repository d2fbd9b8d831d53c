/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /dev/grant-probe: what the grant-table hypercalls answer, asked with
 * arguments that the kernel's own users of them would never pass. For root on
 * a test machine: some arguments break the domain, and nothing stops them.
 *
 * No structure holds a pointer, so that a request can be made by another domain.
 * Everything that a file made ends when it is closed.
 */
#ifndef GRANT_PROBE_H
#define GRANT_PROBE_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* Pages of one open file; a page is named by its index */
#define GP_PAGES	320
#define GP_NO_PAGE	0xffffffffu
#define GP_NO_REF	0xffffffffu

/* Bytes that one call reads or writes */
#define GP_BYTES	32

enum gp_kind {
	GP_MEMORY,	/* an ordinary page of zeros */
	GP_HOLE,	/* a page without memory behind it, to map a grant at */
};

/* A new page, or away with one. A page that is granted or mapped stays (EBUSY). */
struct gp_page {
	__u32 page;
	__u32 kind;		/* enum gp_kind */
};

/* The address is that of @page (0 for GP_NO_PAGE) plus @address. */
struct gp_map {
	__u32 page;
	__u32 ref;
	__u64 address;
	__u32 flags;		/* GNTMAP_*, as they are */
	__u32 domid;
	__u32 handle;		/* out */
	__s32 status;		/* out: GNTST_* */
	__u64 bus_address;	/* out */
	__s32 result;		/* out: of the hypercall */
	__u32 pad;
};

struct gp_unmap {
	__u32 page;
	__u32 handle;
	__u64 address;
	__u64 bus_address;
	__u32 replace;		/* 0: unmap_grant_ref, else unmap_and_replace */
	__u32 new_page;
	__u64 new_address;
	__s32 status;
	__s32 result;
};

/* One side of a copy: a frame when @page or @frame says so, else @ref */
struct gp_copy_side {
	__u64 frame;		/* added to the page's, if there is one */
	__u32 page;
	__u32 ref;
	__u32 domid;
	__u32 offset;
};

struct gp_copy {
	struct gp_copy_side source, dest;
	__u32 length;
	__u32 flags;		/* GNTCOPY_*, as they are */
	__s32 status;
	__s32 result;
};

struct gp_query_size {
	__u32 domid;
	__u32 nr_frames;
	__u32 max_nr_frames;
	__s32 status;
	__s32 result;
};

struct gp_version {
	__u32 domid;
	__u32 version;
	__s32 result;
};

struct gp_swap {
	__u32 a, b;
	__s32 status;
	__s32 result;
};

struct gp_flush {
	__u64 bus_address;
	__u32 offset, length;	/* 16 bits each */
	__u32 op;		/* GNTTAB_CACHE_* */
	__s32 result;
};

struct gp_transfer {
	__u64 frame;		/* added to the page's, if there is one */
	__u32 page;
	__u32 domid;
	__u32 ref;
	__s32 status;
	__s32 result;
	__u32 pad;
};

/* A command with a buffer of zeros as argument, for those that there are not */
struct gp_raw {
	__u32 command;
	__u32 count;
	__s32 result;
};

/* gnttab_grant_foreign_access() of that page; without one, of that frame */
struct gp_grant {
	__u64 frame;
	__u32 page;
	__u32 domid;
	__u32 readonly;
	__u32 ref;		/* out */
};

enum gp_end_how {
	GP_END_TRY,	/* gnttab_try_end_foreign_access() */
	GP_END_DEFER,	/* gnttab_end_foreign_access(): at once, or when it can be */
};

struct gp_end {
	__u32 ref;
	__u32 how;		/* enum gp_end_how */
	__s32 ended;		/* out: of TRY, else 0 */
};

/* An entry of the own grant table as it is there, for version 1 */
struct gp_entry {
	__u32 ref;
	__u32 flags;
	__u32 domid;
	__u32 frame;
};

/* All references are claimed, then one more is asked for, and they are free again */
struct gp_exhaust {
	__u32 domid;
	__s32 result;		/* of gnttab_grant_foreign_access() */
};

struct gp_bytes {
	__u32 page;
	__u32 offset;
	__u32 length;
	__u8 bytes[GP_BYTES];
};

/* Where the kernel has its grant table mapped; 0: let the module look for it */
struct gp_table {
	__u64 address;
};

/* A device reads, or writes, the first bytes of a page of a dma-buf of the caller's */
struct gp_device {
	__s32 fd;
	__u32 page;
	__u32 length;
	__u32 write;
	__u8 bytes[GP_BYTES];
};

#define GP_PAGE_NEW	_IOWR('g', 1, struct gp_page)
#define GP_PAGE_FREE	_IOW('g', 2, struct gp_page)
#define GP_MAP		_IOWR('g', 3, struct gp_map)
#define GP_UNMAP	_IOWR('g', 4, struct gp_unmap)
#define GP_COPY		_IOWR('g', 5, struct gp_copy)
#define GP_QUERY_SIZE	_IOWR('g', 6, struct gp_query_size)
#define GP_GET_VERSION	_IOWR('g', 7, struct gp_version)
#define GP_SET_VERSION	_IOWR('g', 8, struct gp_version)
#define GP_SWAP		_IOWR('g', 9, struct gp_swap)
#define GP_FLUSH	_IOWR('g', 10, struct gp_flush)
#define GP_TRANSFER	_IOWR('g', 11, struct gp_transfer)
#define GP_RAW		_IOWR('g', 12, struct gp_raw)
#define GP_GRANT	_IOWR('g', 13, struct gp_grant)
#define GP_END		_IOWR('g', 14, struct gp_end)
#define GP_ENTRY_READ	_IOWR('g', 15, struct gp_entry)	/* ENXIO: out of reach */
#define GP_ENTRY_WRITE	_IOW('g', 16, struct gp_entry)	/* in-use bits stay */
#define GP_EXHAUST	_IOWR('g', 17, struct gp_exhaust)
#define GP_READ		_IOWR('g', 18, struct gp_bytes)
#define GP_WRITE	_IOW('g', 19, struct gp_bytes)
#define GP_TABLE	_IOW('g', 20, struct gp_table)	/* ENOENT: it is not there */
#define GP_DEVICE	_IOWR('g', 21, struct gp_device)	/* ENODEV: there is none */

#endif /* GRANT_PROBE_H */
