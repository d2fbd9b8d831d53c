// SPDX-License-Identifier: GPL-2.0-or-later
/* Every pattern of the console watcher with a line as kernels really print it */
#include "test.h"

#include "target/console.h"
#include "target/splats.h"

/* A line for each row of the table, in its order */
static const char *const examples[] = {
	"[    3.120000] BUG: KASAN: slab-use-after-free in zcopy_mapped_release+0x5c/0x110 [xen_zcopy]",
	"[    3.120000] KASAN: null-ptr-deref in range [0x0000000000000000-0x0000000000000007]",
	"[    3.120000] BUG: KFENCE: out-of-bounds read in test_out_of_bounds_read+0xa6/0x234",
	"[    1.200000] UBSAN: array-index-out-of-bounds in drivers/gpu/drm/drm_gem.c:113:20",
	"[    2.000000] WARNING: possible circular locking dependency detected",
	"[    2.000000] WARNING: possible recursive locking detected",
	"[    2.000000] WARNING: inconsistent lock state",
	"[    2.000000] WARNING: possible irq lock inversion dependency detected",
	"[    2.000000] WARNING: bad unlock balance detected!",
	"[    2.000000] WARNING: held lock freed!",
	"[    2.000000] WARNING: lock held when returning to user space!",
	"[    2.000000] WARNING: suspicious RCU usage",
	"[    2.000000] BUG: sleeping function called from invalid context at kernel/locking/mutex.c:585",
	"[    2.000000] BUG: scheduling while atomic: conduct/31/0x00000002",
	"Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b",
	"[    2.000000] kernel BUG at mm/slub.c:546!",
	"[    2.000000] Oops: 0000 [#1] PREEMPT SMP NOPTI",
	"[    2.000000] Internal error: Oops: 0000000096000004 [#1] PREEMPT SMP",
	"[    2.000000] SError Interrupt on CPU1, code 0x00000000be000000 -- SError",
	"[    2.000000] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000008",
	"[    2.000000] Oops: general protection fault, probably for non-canonical address 0xdead000000000108",
	"conduct[31]: segfault at 10 ip 000000004001a2b0 sp 00000000bfe3f0d0 error 4 in zcopy-ctl",
	"[    2.000000] zcopy-ctl[31]: unhandled level 2 translation fault (11) at 0x00000010, esr 0x92000006, in zcopy-ctl[aaaad0a10000+e0000]",
	"Kernel mode fault at addr 0x8, ip 0x60033d2a",
	"Kernel mode signal 7",
	"Segfault with no mm",
	"wait_stub_done : failed to wait for SIGTRAP, pid = 4711, n = 4711, errno = 0, status = 0xb7f",
	"ptrace_dump_regs: fail! pid = 4711",
	"[    2.000000] refcount_t: underflow; use-after-free.",
	"[    2.000000] ODEBUG: free active (active state 0) object: 0000000061e5a2c8 object type: work_struct",
	"[    2.000000] list_add corruption. prev->next should be next (0000000060a3f2c0), but was 0000000000000000.",
	"[    2.000000] list_del corruption, 0000000061f2a200->next is LIST_POISON1 (dead000000000100)",
	"[    2.000000] DMA-API: vkms vkms: mapping sg segment longer than device claims to support [len=8294400] [max=65536]",
	"[    9.000000] kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)",
	"unreferenced object 0x0000000061a3e400 (size 64):",
	"[    9.000000] kmemleak: Freeing unknown object at 0x61a3e400",
	"[  245.000000] INFO: task conduct:31 blocked for more than 122 seconds.",
	"[   21.000000] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
	"[   21.000000] rcu: INFO: rcu_sched self-detected stall on CPU",
	"[   21.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [conduct:31]",
	"[   21.000000] Out of memory: Killed process 31 (conduct) total-vm:132096kB, anon-rss:98304kB",
	"[    2.000000] WARNING: CPU: 0 PID: 31 at drivers/dma-buf/dma-buf.c:1102 dma_buf_unmap_attachment+0x6d/0x90",
	"[    2.000000] BUG: unable to handle page fault for address: ffffc90000123000",
	"[    2.000000] BUG kmalloc-64 (Not tainted): Right Redzone overwritten",
};

/* The same for Xen's table: its own formats, 4.17's */
static const char *const xen_examples[] = {
	"(XEN) Panic on CPU 0:",
	"(XEN) Xen BUG at common/grant_table.c:1337",
	"(XEN) Xen WARN at arch/x86/mm/p2m.c:512",
	"(XEN) Assertion 'act->pin' failed at common/grant_table.c:1102",
	"(XEN) FATAL TRAP: vec 13, #GP[0000]",
	"(XEN) FATAL PAGE FAULT",
	"(XEN) Early fatal page fault at e008:ffff82d040230a00 (cr2=0000000000000008, ec=0000)",
	"(XEN) *** DOUBLE FAULT ***",
	"(XEN) Fatal machine check: MCE bank 0",
	"(XEN) Reentered the crash path.  Something is very broken",
	"(XEN) CPU1: Unexpected Trap: Data Abort",
	"(XEN) Hypervisor Trap. HSR=0x00000096000046 EC=0x25 IL=1 Syndrome=0x46",
	"(XEN) Watchdog timer detects that CPU1 is stuck!",
	"(XEN) Watchdog timer fired for domain 0",
	"(XEN) Hardware Dom0 crashed: rebooting machine in 5 seconds.",
	"(XEN) domain_crash called from arch/x86/mm/shadow/multi.c:2944",
	"(XEN) domain_crash_sync called from entry.S: fault at ffff82d04038f6a2 x86_64/entry.S#create_bounce_frame+0x142",
	"(XEN) Domain 1 (vcpu#0) crashed on cpu#1:",
	"(XEN) Domain 1 reported crashed by domain 0 on cpu#0:",
	"(XEN) d1v0 Triple fault - invoking HVM shutdown action 1",
	"(XEN) d0v0 Unhandled: vec 14, #PF[0003]",
	"(XEN) d1v1 Unexpected vmexit: reason 38",
	"(XEN) d1v0 Unknown Guest Trap. HSR=0x00000002000000 EC=0x0 IL=1 Syndrome=0x0",
	"(XEN) AMD-Vi: IO_PAGE_FAULT: 0000:00:02.0 d0 addr 00000000fdf8a000 flags 0",
	"(XEN) smmu: /smmu@9050000: Unhandled context fault: fsr=0x402, iova=0x40000000, fsynr=0x1, cb=0",
};

/* What a healthy pair of kernels says; two words of it look dangerous each. */
static const char *const harmless[] = {
	"",
	"[    0.000000] Linux version 6.12.57 (builder@debian) (gcc (Debian 12.2.0-14) 12.2.0)",
	"[    0.000000] kasan: KernelAddressSanitizer initialized",
	"[    0.010000] kmemleak: Kernel memory leak detector initialized (mem pool available: 15743)",
	"[    0.010000] kmemleak: Automatic memory scanning thread started",
	"[    0.020000] DMA-API: preallocated 65536 debug entries",
	"[    0.020000] DMA-API: debugging enabled by kernel config",
	"[    0.020000] DMA-API: dma_debug_entry pool grown to 131072 (200%)",
	"[    0.100000] fake_xen: loading out-of-tree module taints kernel.",
	"[    0.070000] epollctl add err fd 4, Operation not permitted",
	"[    0.070000] This architecture does not have kernel memory protection.",
	"[    0.000000] Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar",
	"[    0.000000] ... MAX_LOCKDEP_SUBCLASSES:  8",
	"[    0.000000] rcu: RCU lockdep checking is enabled.",
	"[    0.000000] DEBUG: a message of somebody",
	"[    0.000000] DEBUG_LIST is on; BUGS: none",
	"init: the program ended with 0",
	"a sentence with WARNING: in the middle",
	"(XEN) WARNING: NR_CPUS limit of 4 reached - ignoring further processors",
	"(XEN) ** may lead to hypervisor hangs or crashes.         **",
	"(XEN) Testing NMI watchdog on all CPUs: 0 1 stuck",
	"(XEN) d0v0: vGICR: unhandled word write 0x000000ffffffff to ICACTIVER0",
	"(XEN) d0v1 Unhandled SMC/HVC: 0x84000050",
	"(XEN) common/grant_table.c:1012:d0v0 Bad ref 0xffff for d1",
	"(XEN) d1v0: upcall vector f3",
	"(XEN) crash-debug-hwdom",
	"(XEN) Hardware Dom0 halted: halting machine",
	"(XEN) Xen call trace, BUG: and Oops: are words of kernels",
};

static void assert_examples(const char *const *lines, const struct splat_pattern *patterns,
			    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct splat_pattern *found = splat_match(lines[i]);

		if (!found)
			fail_msg("nobody sees: %s", lines[i]);
		/* Names may be given by an earlier row; then they must agree. */
		if (found != &patterns[i] && strcmp(found->name, patterns[i].name) != 0 &&
		    !strstr(lines[i], patterns[i].text))
			fail_msg("'%s' is seen as %s, not as %s", lines[i], found->name,
				 patterns[i].name);
		assert_contains(lines[i], patterns[i].text);
	}
}

static void every_pattern_has_its_example(void **state)
{
	(void)state;
	assert_int_equal(COUNT(examples), nsplat_patterns);
	assert_examples(examples, splat_patterns, nsplat_patterns);
	assert_int_equal(COUNT(xen_examples), nxen_splat_patterns);
	assert_examples(xen_examples, xen_splat_patterns, nxen_splat_patterns);
}

/* Xen and dom0 write on one console, with or without times, into each other's lines */
static void lines_of_xen(void **state)
{
	static const char *const panics[] = {
		"(XEN) [   12.345678] Panic on CPU 0:",
		"(XEN) [2026-11-22 21:05:11] Panic on CPU 1:",
		"(XEN) [2026-11-22 21:05:11.482] Panic on CPU 1:",
		"[    3.000000] xen_zcopy: half a li(XEN) Panic on CPU 0:",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(panics); i++) {
		const struct splat_pattern *found = splat_match(panics[i]);

		if (!found)
			fail_msg("nobody sees: %s", panics[i]);
		assert_string_equal(found->name, "Xen panic");
	}
	assert_string_equal(splat_match("[    3.000000] BUG: bad page(XEN) d0v0 said")->name,
			    "kernel bug");
	/* Who says it matters */
	assert_null(splat_match("init: Panic on CPU 0: is what Xen would say"));
	assert_null(splat_match("(XEN) d0v0 segfault at nothing"));
}

static void prefixes(void **state)
{
	(void)state;
	assert_non_null(splat_match("WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2"));
	assert_non_null(splat_match("<4>[    2.000000] WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2"));
	assert_non_null(splat_match("[    2.000000][   T31] WARNING: CPU: 0 PID: 1 at a.c:1"));
	assert_non_null(splat_match("[    2.000000] BUG kmalloc-64 (Not tainted): Redzone"));
	assert_null(splat_match("[a word] WARNING: no kernel prints this"));
}

/* Two kernels and a program on one console write into each other's lines. */
static void in_the_middle_of_a_line(void **state)
{
	static const char *const others[] = {
		"ok 12 - a test[    2.000000] WARNING: CPU: 0 PID: 31 at a.c:1 f+0x1/0x2",
		"ok 12 - a test[   12.000000][   T31] WARNING: CPU: 0 PID: 31 at a.c:1",
		"[    3.000000] xen_zcopy: ha[    2.000000] WARNING: CPU: 0 PID: 31 at a.c:1",
		"[    3.000000] front| [    2.000000] WARNING: CPU: 0 PID: 31 at a.c:1",
		"(XEN) common/gr[    3.000000] WARNING: CPU: 0 PID: 31 at a.c:1 f+0x1/0x2",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(others); i++) {
		const struct splat_pattern *found = splat_match(others[i]);

		if (!found)
			fail_msg("nobody sees: %s", others[i]);
		assert_string_equal(found->name, "warning");
	}
	assert_null(splat_match("[    3.000000] half(XEN) [    2.000000] WARNING: NR_CPUS limit of 4 reached"));
	assert_null(splat_match("(XEN) [    2.000000] WARNING: NR_CPUS limit of 4 reached"));
	assert_null(splat_match("[    3.000000] one [of 2] WARNING: no stamp"));
	assert_null(splat_match("[    3.000000] says [0123456789] WARNING: no stamp"));
	assert_null(splat_match("[    3.000000] says [.123456] WARNING: no stamp"));
	assert_null(splat_match("[    3.000000] ends with [    2.000000]"));
	assert_null(splat_match("[    3.000000] ends with [    2.000000"));
}

static void a_healthy_boot(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(harmless); i++) {
		const struct splat_pattern *found = splat_match(harmless[i]);

		if (found)
			fail_msg("'%s' is taken for a %s", harmless[i], found->name);
	}
}

/*
 * lockdep's report on stock gntdev, as a debug kernel of the target uml printed it
 * (without the hexadecimal dump): its ioctl copies to user space under its lock.
 */
static const char *const gntdev[] = {
	"[    2.520000] WARNING: possible circular locking dependency detected",
	"[    2.520000] 6.12.117 #1 Tainted: G           O      ",
	"[    2.520000] ------------------------------------------------------",
	"[    2.520000] zcopy-ctl/31 is trying to acquire lock:",
	"[    2.520000] 0000000063845470 (&priv->lock){+.+.}-{3:3}, at: gntdev_mmap+0xe1/0x970 [xen_gntdev]",
	"[    2.520000] but task is already holding lock:",
	"[    2.520000] 00000000634151b8 (&mm->mmap_lock){++++}-{3:3}, at: vm_mmap_pgoff+0x151/0x420",
	"[    2.520000] which lock already depends on the new lock.",
	"[    2.520000] the existing dependency chain (in reverse order) is:",
	"[    2.520000] -> #1 (&mm->mmap_lock){++++}-{3:3}:",
	"[    2.520000]        save_stack_trace+0x83/0xc0",
	"[    2.520000]        stack_trace_save+0x83/0xa0",
	"[    2.520000]        save_trace+0xa5/0x10a0",
	"[    2.520000]        check_prev_add+0x18ac/0x2e80",
	"[    2.520000]        __lock_acquire+0x389f/0x6780",
	"[    2.520000]        lock_acquire+0x4fb/0x950",
	"[    2.520000]        __might_fault+0x1be/0x310",
	"[    2.520000]        gntdev_ioctl+0x1b5c/0x2d40 [xen_gntdev]",
	"[    2.520000]        sys_ioctl+0x1042/0x23d0",
	"[    2.520000]        handle_syscall+0x1cc/0x370",
	"[    2.520000]        userspace+0x4e2/0x540",
	"[    2.520000]        fork_handler+0x178/0x230",
	"[    2.520000] -> #0 (&priv->lock){+.+.}-{3:3}:",
	"[    2.520000]        save_stack_trace+0x83/0xc0",
	"[    2.520000]        stack_trace_save+0x83/0xa0",
	"[    2.520000]        save_trace+0xa5/0x10a0",
	"[    2.520000]        print_circular_bug+0x28c/0x7e0",
	"[    2.520000]        check_noncircular+0x3c7/0x540",
	"[    2.520000]        check_prev_add+0x1d5/0x2e80",
	"[    2.520000]        __lock_acquire+0x389f/0x6780",
	"[    2.520000]        lock_acquire+0x4fb/0x950",
	"[    2.520000]        __mutex_lock+0x1e9/0x2780",
	"[    2.520000]        mutex_lock_nested+0x1d/0x20",
	"[    2.520000]        gntdev_mmap+0xe1/0x970 [xen_gntdev]",
	"[    2.520000]        __mmap_region+0xb22/0x1620",
	"[    2.520000]        mmap_region+0x242/0x340",
	"[    2.520000]        do_mmap+0x7d3/0x1020",
	"[    2.520000]        vm_mmap_pgoff+0x1e1/0x420",
	"[    2.520000]        ksys_mmap_pgoff+0xa3/0xe0",
	"[    2.520000]        sys_mmap+0x1d/0x30",
	"[    2.520000]        handle_syscall+0x1cc/0x370",
	"[    2.520000]        userspace+0x4e2/0x540",
	"[    2.520000]        fork_handler+0x178/0x230",
	"[    2.520000] other info that might help us debug this:",
	"[    2.520000]  Possible unsafe locking scenario:",
	"[    2.520000]   lock(&mm->mmap_lock);",
	"[    2.520000]                                lock(&priv->lock);",
	"[    2.520000]                                lock(&mm->mmap_lock);",
	"[    2.520000]   lock(&priv->lock);",
	"[    2.520000]  *** DEADLOCK ***",
	"[    2.520000] 1 lock held by zcopy-ctl/31:",
	"[    2.520000]  #0: 00000000634151b8 (&mm->mmap_lock){++++}-{3:3}, at: vm_mmap_pgoff+0x151/0x420",
	"[    2.520000] stack backtrace:",
	"[    2.520000] CPU: 0 UID: 0 PID: 31 Comm: zcopy-ctl Tainted: G           O       6.12.117 #1 ",
	"[    2.520000] Tainted: [O]=OOT_MODULE",
	"[    2.520000]  [<788285d1>] ? gntdev_mmap+0xe1/0x970 [xen_gntdev]",
	"[    2.520000]  [<601256d0>] ? __might_resched+0x0/0xbb0",
};

static bool known_with(size_t index, const char *line)
{
	char *lines[COUNT(gntdev)];

	for (size_t i = 0; i < COUNT(gntdev); i++)
		lines[i] = (char *)(i == index && line ? line : gntdev[i]);
	return splat_judge(lines, COUNT(gntdev)) == SPLAT_KNOWN;
}

static void only_gntdev_is_known(void **state)
{
	static const struct {
		size_t index;
		const char *line;
	} others[] = {
		/* another lock in the chain, another place where one of them is taken */
		{ 9, "[    2.0] -> #1 (&zcopy->lock){+.+.}-{3:3}:" },
		{ 22, "[    2.0] -> #0 (&zcopy->lock){+.+.}-{3:3}:" },
		{ 34, "[    2.0] -> #2 (&mm->mmap_lock){++++}-{3:3}:" },
		{ 33, "[    2.0]        gntalloc_mmap+0x8a/0x5f0 [xen_gntalloc]" },
		{ 33, "[    2.0]        my_gntdev_mmap+0x8a/0x5f0 [other]" },
		{ 33, "[    2.0]        gntdev_ioctl+0x8a/0x5f0 [xen_gntdev]" },
		{ 17, "[    2.0]        gntdev_mmap+0x8a/0x5f0 [xen_gntdev]" },
		{ 16, "[    2.0]        something_else+0x1/0x2" },
		/* trouble of ours in the same lines */
		{ 34, "[    2.0]        zcopy_gem_mmap+0x51c/0x870" },
		{ 55, "[    2.0]  [<788285d1>] ? foo+0x1/0x2 [xen_zcopy]" },
		{ 55, "[    2.0] BUG: KASAN: slab-use-after-free in gntdev_put_map+0x1/0x2" },
		{ 55, "[    2.0] WARNING: suspicious RCU usage" },
		{ 0, "[    2.0] WARNING: possible recursive locking detected" },
	};

	(void)state;
	assert_true(known_with(0, NULL));
	for (size_t i = 0; i < COUNT(others); i++)
		if (known_with(others[i].index, others[i].line))
			fail_msg("forgiven though it says '%s'", others[i].line);
	assert_int_equal(splat_judge(NULL, 0), SPLAT_REAL);
}

static void feed(struct console *console, const char *text, double now)
{
	console_feed(console, text, strlen(text), now);
}

static void console_lines(void **state)
{
	struct console console;

	(void)state;
	console_init(&console, "back", -1);
	feed(&console, "one\r\ntw", 0.1);
	feed(&console, "o\n\nthree", 0.2);
	assert_int_equal(console.nlines, 3);
	assert_string_equal(console.lines[0].text, "one");
	assert_string_equal(console.lines[1].text, "two");
	assert_string_equal(console.lines[2].text, "");
	console_feed(&console, "\0x\n", 3, 0.3);
	assert_string_equal(console.lines[3].text, "three?x");
	assert_true(console.lines[3].when > 0.25);
	console_finish(&console);
}

/* A line without end must neither grow for ever nor hide what stands in it. */
/* Firmware clears the screen; terminals are told colours */
static void console_colours(void **state)
{
	static const char text[] = "\033[2J\033[01;01H\033[=3h\r(XEN) \033[1;31mPanic\033[0m on CPU 0:\r\n"
				   "\033[31\n\033[\n\033\n";
	struct console console;

	(void)state;
	console_init(&console, "back", -1);
	console_feed(&console, text, sizeof(text) - 1, 1);
	assert_int_equal(console.nlines, 4);
	assert_string_equal(console.lines[0].text, "(XEN) Panic on CPU 0:");
	assert_string_equal(console.lines[1].text, "");
	assert_string_equal(console.lines[2].text, "");
	assert_non_null(console.splat);
	console_finish(&console);
}

static void console_endless_line(void **state)
{
	struct console console;
	char block[1000];

	(void)state;
	memset(block, 'x', sizeof(block));
	console_init(&console, "back", -1);
	for (int i = 0; i < 50; i++)
		console_feed(&console, block, sizeof(block), 0);
	assert_in_range(console.nlines, 10, 20);
	for (size_t i = 0; i < console.nlines; i++)
		assert_true(strlen(console.lines[i].text) <= 4096);
	console_finish(&console);
}

static void console_waits_for_the_report(void **state)
{
	struct console console;

	(void)state;
	console_init(&console, "back", 0);
	feed(&console, "fine\n", 1.0);
	assert_int_equal(console_judge(&console, 1.0, false), CONSOLE_QUIET);
	feed(&console, "BUG: KASAN: use-after-free in f+0x1/0x2\n", 2.0);
	assert_int_equal(console_judge(&console, 2.0, false), CONSOLE_COMING);
	feed(&console, "Read of size 8\n", 2.1);
	assert_int_equal(console_judge(&console, 2.2, false), CONSOLE_COMING);
	assert_int_equal(console_judge(&console, 2.3, false), CONSOLE_SPLAT);
	assert_int_equal(console.splat_line, 1);
	assert_string_equal(console.splat->name, "KASAN report");
	/* One that chatters on does not put it off for ever ... */
	feed(&console, "more\n", 3.05);
	assert_int_equal(console_judge(&console, 3.06, false), CONSOLE_SPLAT);
	console.fd = -1;
	console_finish(&console);
	/* ... and one whose kernel is gone is judged at once. */
	console_init(&console, "back", 0);
	feed(&console, "Kernel panic - not syncing: no\n", 2.0);
	assert_int_equal(console_judge(&console, 2.0, true), CONSOLE_SPLAT);
	console.fd = -1;
	console_finish(&console);
}

static void console_goes_on_after_the_known_one(void **state)
{
	struct console console;

	(void)state;
	console_init(&console, "back", -1);
	for (size_t i = 0; i < COUNT(gntdev); i++) {
		feed(&console, gntdev[i], 2.0);
		feed(&console, "\n", 2.0);
	}
	assert_int_equal(console_judge(&console, 2.5, false), CONSOLE_QUIET);
	assert_null(console.splat);
	feed(&console, "WARNING: suspicious RCU usage\n", 3.0);
	assert_int_equal(console_judge(&console, 3.5, false), CONSOLE_SPLAT);
	assert_int_equal(console.splat_line, COUNT(gntdev));
	console_finish(&console);
}

/* On a busy machine its lines come slowly; half of it must not be taken for another. */
static void console_waits_for_the_whole_known_one(void **state)
{
	struct console console;
	double now = 2.0;

	(void)state;
	console_init(&console, "back", 0);
	for (size_t i = 0; i < COUNT(gntdev); i++) {
		feed(&console, gntdev[i], now);
		feed(&console, "\n", now);
		now += 0.16;
		if (i < 52)
			assert_int_equal(console_judge(&console, now, false), CONSOLE_COMING);
	}
	assert_int_equal(console_judge(&console, now, false), CONSOLE_QUIET);
	console.fd = -1;
	console_finish(&console);
	/* One that never gets that far is real, and so is one cut off by the end. */
	for (int ended = 0; ended < 2; ended++) {
		console_init(&console, "back", 0);
		feed(&console, gntdev[0], 2.0);
		feed(&console, "\n", 2.0);
		assert_int_equal(console_judge(&console, ended ? 2.0 : 13.0, ended), CONSOLE_SPLAT);
		console.fd = -1;
		console_finish(&console);
	}
}

static void console_bounded_memory(void **state)
{
	struct console console;

	(void)state;
	console_init(&console, "back", -1);
	for (int i = 0; i < 250000; i++)
		console_feed(&console, "line\n", 5, i);
	assert_in_range(console.nlines, 50000, 100000);
	assert_int_equal(console.lines[console.nlines - 1].when, 249999);
	console_finish(&console);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pattern_has_its_example),
		cmocka_unit_test(lines_of_xen),
		cmocka_unit_test(prefixes),
		cmocka_unit_test(in_the_middle_of_a_line),
		cmocka_unit_test(a_healthy_boot),
		cmocka_unit_test(only_gntdev_is_known),
		cmocka_unit_test(console_lines),
		cmocka_unit_test(console_colours),
		cmocka_unit_test(console_endless_line),
		cmocka_unit_test(console_waits_for_the_report),
		cmocka_unit_test(console_goes_on_after_the_known_one),
		cmocka_unit_test(console_waits_for_the_whole_known_one),
		cmocka_unit_test(console_bounded_memory),
	};

	return cmocka_run_group_tests_name("zcopy-ctl console watcher", tests, NULL, NULL);
}
