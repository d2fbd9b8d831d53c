// SPDX-License-Identifier: GPL-2.0
/*
 * A UML kernel is a process, and this file makes that process's own system
 * calls: it maps the shared file, takes its lock and writes to the kick pipes.
 * Descriptors are inherited from the daemon and never opened here, since
 * closing any descriptor of the file would drop the lock.
 */
#include <linux/err.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <asm/stage2.h>
#include "host.h"

/* Of the host's ABI, which is x86-64's */
#define HOST_READ	0
#define HOST_WRITE	1
#define HOST_POLL	7
#define HOST_MMAP	9
#define HOST_FCNTL	72
#define HOST_POLLIN	1
#define HOST_PROT_RW	3
#define HOST_MAP_SHARED_NORESERVE 0x4001
#define HOST_SETLK	6
#define HOST_SETLKW	7

struct host_flock {
	s16 type;	/* 1: write lock, 2: no lock */
	s16 whence;
	s64 start;
	s64 length;
	s32 pid;
};

struct host_pollfd {
	s32 fd;
	s16 events;
	s16 revents;
};

struct host_kick host_kick[FX_DOMAINS];

static struct um_stage2_info memory;
static unsigned int own_domid;
static DEFINE_SPINLOCK(lock);

static long host_call(long number, long a, long b, long c, long d, long e,
		      long f)
{
	register long r10 asm("r10") = d;
	register long r8 asm("r8") = e;
	register long r9 asm("r9") = f;
	long ret;

	do {
		asm volatile("syscall"
			     : "=a" (ret)
			     : "0" (number), "D" (a), "S" (b), "d" (c),
			       "r" (r10), "r" (r8), "r" (r9)
			     : "rcx", "r11", "memory");
	} while (ret == -EINTR);
	return ret;
}

long host_read(int fd, void *bytes, size_t count)
{
	return host_call(HOST_READ, fd, (long)bytes, count, 0, 0, 0);
}

long host_write(int fd, const void *bytes, size_t count)
{
	return host_call(HOST_WRITE, fd, (long)bytes, count, 0, 0, 0);
}

/* Whether a read would not wait: there are bytes, or there is an end */
bool host_readable(int fd)
{
	struct host_pollfd pollfd = { .fd = fd, .events = HOST_POLLIN };

	return host_call(HOST_POLL, (long)&pollfd, 1, 0, 0, 0, 0) > 0;
}

static int map_page(u32 pfn, u32 page, bool write)
{
	int err = um_stage2_map(pfn, page, write);

	/* One for every run of pages that are neighbours on both sides */
	if (err == -ENOMEM)
		pr_err_once("fake-xen: the host allows no more mappings; raise its vm.max_map_count\n");
	return err;
}

static int own_page(u32 pfn)
{
	return um_stage2_own(pfn);
}

/*
 * A page behind the end of the file: unlike um_stage2_none() this also holds
 * for mappings other than the linear one, and an access is a bus error.
 * Neighbours stay neighbours, so that the host can merge the mappings.
 */
static int no_page(u32 pfn)
{
	return um_stage2_map(pfn, FX_FILE_PAGES + pfn, true);
}

static void kick(unsigned int domid)
{
	/* A full pipe is as good: the domain has not looked yet */
	host_write(host_kick[domid].write, "", 1);
}

static const struct fx_ops ops = {
	.map = map_page,
	.own = own_page,
	.hole = no_page,
	.kick = kick,
};

static struct fx hypervisor = { .ops = &ops };

struct fx *host_enter(unsigned long *flags)
	__acquires(&lock)
{
	struct host_flock flock = { .type = 1, .length = 1 };
	unsigned long irq;
	long err;

	spin_lock_irqsave(&lock, irq);
	err = host_call(HOST_FCNTL, memory.fd, HOST_SETLKW, (long)&flock,
			0, 0, 0);
	if (err)
		panic("fake-xen: cannot lock the shared file: %ld\n", err);
	*flags = irq;
	return &hypervisor;
}

void host_leave(unsigned long flags)
	__releases(&lock)
{
	struct host_flock flock = { .type = 2, .length = 1 };

	host_call(HOST_FCNTL, memory.fd, HOST_SETLK, (long)&flock, 0, 0, 0);
	spin_unlock_irqrestore(&lock, flags);
}

int host_domid(void)
{
	return own_domid;
}

void host_kick_drain(void)
{
	char bytes[64];

	while (host_read(host_kick[own_domid].read, bytes, sizeof(bytes)) ==
	       sizeof(bytes))
		;
}

/* Become the domain that the daemon made for us */
int host_attach(unsigned int domid)
{
	unsigned long flags;
	struct fx *fx;
	long file;
	int err;

	err = um_stage2_info(&memory);
	if (err)
		return err;
	file = host_call(HOST_MMAP, 0, FX_FILE_SIZE, HOST_PROT_RW,
			 HOST_MAP_SHARED_NORESERVE, memory.fd, 0);
	if (IS_ERR_VALUE(file))
		return file;
	hypervisor.file = (u8 *)file;
	own_domid = domid;

	fx = host_enter(&flags);
	err = fx_domain_boot(fx, domid, memory.base, memory.first, memory.end);
	host_leave(flags);
	return err;
}
