/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the core needs from its surroundings. The core runs in three places:
 * in a guest kernel's module, in the host daemon and in unit tests.
 *
 * Every access to memory that a peer may change at the same time goes through
 * the functions below. They are compiler built-ins and not the kernel's
 * atomics, because a UML kernel is built for one processor and leaves the lock
 * prefix out, while its peer runs in another process on another processor.
 */
#ifndef FX_PORT_H
#define FX_PORT_H

#ifdef __KERNEL__

#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>
#include <xen/interface/xen.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/memory.h>
#include <xen/interface/sched.h>

#else

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The interface as of Xen 4.3: frame lists are lists of xen_pfn_t */
#define __XEN_INTERFACE_VERSION__ 0x00040300
#include <xen/xen.h>
#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/memory.h>
#include <xen/sched.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int16_t s16;

#endif /* __KERNEL__ */

/* Linux' copy of the interface lacks this one */
#ifndef XENMAPIDX_grant_table_status
#define XENMAPIDX_grant_table_status 0x80000000
#endif

/* A page of the hypercall interface and of the shared file */
#define FX_PAGE_SHIFT	12
#define FX_PAGE_SIZE	(1ul << FX_PAGE_SHIFT)

#define fx_read(p)	__atomic_load_n(p, __ATOMIC_SEQ_CST)
#define fx_write(p, v)	__atomic_store_n(p, v, __ATOMIC_SEQ_CST)
#define fx_xchg(p, v)	__atomic_exchange_n(p, v, __ATOMIC_SEQ_CST)
#define fx_fetch_or(p, v)	__atomic_fetch_or(p, v, __ATOMIC_SEQ_CST)
#define fx_fetch_and(p, v)	__atomic_fetch_and(p, v, __ATOMIC_SEQ_CST)

/* Stores @new in *@p if *@p is *@old; else reads *@p into *@old */
static inline bool fx_cmpxchg(u32 *p, u32 *old, u32 new)
{
	return __atomic_compare_exchange_n(p, old, new, false,
					   __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

#endif /* FX_PORT_H */
