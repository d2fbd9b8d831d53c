// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <string.h>

#include "target/splats.h"

/*
 * The order matters only for the name: the first match gives it, so the
 * particular stands before the general. tests/zcopy-ctl/test-splats.c holds
 * a real line for each.
 */
const struct splat_pattern splat_patterns[] = {
	{ "KASAN report", "BUG: KASAN", false, { NULL } },
	{ "KASAN report", "KASAN:", false, { NULL } },
	{ "KFENCE report", "BUG: KFENCE", false, { NULL } },
	{ "UBSAN report", "UBSAN:", false, { NULL } },
	{ "lockdep: circular locking", "possible circular locking dependency", false, { NULL } },
	{ "lockdep: recursive locking", "possible recursive locking", false, { NULL } },
	{ "lockdep: inconsistent lock state", "inconsistent lock state", false, { NULL } },
	{ "lockdep: irq lock inversion", "possible irq lock inversion", false, { NULL } },
	{ "lockdep: unbalanced unlock", "bad unlock balance", false, { NULL } },
	{ "lockdep: lock held at free or return", "held lock freed", false, { NULL } },
	{ "lockdep: lock held at free or return", "lock held when returning to user space", false, { NULL } },
	{ "suspicious RCU usage", "suspicious RCU usage", false, { NULL } },
	{ "sleeping in atomic context", "sleeping function called", false, { NULL } },
	{ "scheduling while atomic", "BUG: scheduling while atomic", false, { NULL } },
	{ "kernel panic", "Kernel panic", false, { NULL } },
	{ "kernel bug", "kernel BUG at", false, { NULL } },
	{ "oops", "Oops:", false, { NULL } },
	/* arm64's, where x86 says Oops */
	{ "oops", "Internal error:", false, { NULL } },
	{ "oops", "SError Interrupt on", false, { NULL } },
	{ "oops", "Unable to handle kernel", false, { NULL } },
	{ "general protection fault", "general protection fault", false, { NULL } },
	{ "segfault", "segfault at", false, { NULL } },
	{ "segfault", "unhandled level", false, { NULL } },
	/* UML's own: printed when a kernel cannot even panic */
	{ "UML died", "Kernel mode fault at addr", false, { NULL } },
	{ "UML died", "Kernel mode signal", false, { NULL } },
	{ "UML died", "Segfault with no mm", false, { NULL } },
	{ "UML died", "wait_stub_done : failed to wait", false, { NULL } },
	{ "UML died", "ptrace_dump_regs", false, { NULL } },
	{ "reference count", "refcount_t:", false, { NULL } },
	{ "debug objects", "ODEBUG:", false, { NULL } },
	{ "corrupted list", "list_add corruption", false, { NULL } },
	{ "corrupted list", "list_del corruption", false, { NULL } },
	/* dma-debug gives up when it gets no memory; tests/abi/fail-nth.c keeps that from it */
	{ "DMA API misuse", "DMA-API:", false,
	  { "preallocated", "debugging enabled by kernel config", "pool grown",
	    "cacheline tracking ENOMEM" } },
	{ "leaked memory", "new suspected memory leaks", false, { NULL } },
	{ "leaked memory", "unreferenced object 0x", false, { NULL } },
	{ "kmemleak report", "kmemleak:", false,
	  { "Kernel memory leak detector", "Automatic memory scanning", NULL } },
	{ "hung task", "blocked for more than", false, { NULL } },
	{ "stalled RCU", "detected stall", false, { NULL } },
	{ "stalled RCU", "self-detected stall", false, { NULL } },
	{ "lockup", "soft lockup", false, { NULL } },
	{ "out of memory", "Out of memory: Killed process", false, { NULL } },
	{ "warning", "WARNING:", true, { NULL } },
	{ "kernel bug", "BUG:", false, { NULL } },
	/* SLUB: "BUG kmalloc-64 (Not tainted): Right Redzone overwritten" */
	{ "slab corruption", "BUG ", true, { NULL } },
};

const size_t nsplat_patterns = sizeof(splat_patterns) / sizeof(splat_patterns[0]);

/*
 * What Xen says when it dies, or lets a domain die for what that did. Words that
 * its own boot uses in peace ("WARNING:", "unhandled" in front of a register's
 * name) are not among them.
 */
const struct splat_pattern xen_splat_patterns[] = {
	{ "Xen panic", "Panic on CPU", false, { NULL } },
	{ "Xen bug", "Xen BUG at", false, { NULL } },
	{ "Xen warning", "Xen WARN at", false, { NULL } },
	{ "Xen assertion", "Assertion '", false, { NULL } },
	{ "Xen died", "FATAL TRAP:", false, { NULL } },
	{ "Xen died", "FATAL PAGE FAULT", false, { NULL } },
	{ "Xen died", "Early fatal page fault", false, { NULL } },
	{ "Xen died", "DOUBLE FAULT", false, { NULL } },
	{ "Xen died", "Fatal machine check:", false, { NULL } },
	{ "Xen died", "Reentered the crash path", false, { NULL } },
	{ "Xen died", "Unexpected Trap:", false, { NULL } },
	{ "Xen died", "Hypervisor Trap.", false, { NULL } },
	{ "Xen hangs", "Watchdog timer detects", false, { NULL } },
	{ "dom0 hangs", "Watchdog timer fired for domain", false, { NULL } },
	{ "dom0 crashed", "Hardware Dom0 crashed:", false, { NULL } },
	{ "domain crashed", "domain_crash called from", false, { NULL } },
	{ "domain crashed", "domain_crash_sync called from", false, { NULL } },
	{ "domain crashed", "crashed on cpu#", false, { NULL } },
	{ "domain crashed", "reported crashed by domain", false, { NULL } },
	{ "domain crashed", "Triple fault", false, { NULL } },
	{ "domain crashed", "Unhandled: vec", false, { NULL } },
	{ "domain crashed", "Unexpected vmexit:", false, { NULL } },
	{ "domain crashed", "Unknown Guest Trap.", false, { NULL } },
	{ "IOMMU fault", "IO_PAGE_FAULT", false, { NULL } },
	{ "IOMMU fault", "Unhandled context fault:", false, { NULL } },
};

const size_t nxen_splat_patterns = sizeof(xen_splat_patterns) / sizeof(xen_splat_patterns[0]);

#define XEN_PREFIX	"(XEN) "

/* Skips "<4>", "[    1.234567]", "[   T12]" and a date in front of a message. */
static const char *message_of(const char *line)
{
	for (;;) {
		char close;
		const char *end;

		line += strspn(line, " ");
		if (*line == '[')
			close = ']';
		else if (*line == '<')
			close = '>';
		else
			return line;
		end = strchr(line, close);
		if (!end || strspn(line + 1, " .:-0123456789TC") != (size_t)(end - line - 1))
			return line;
		line = end + 1;
	}
}

static bool contains_word(const char *line, const char *text)
{
	for (const char *at = strstr(line, text); at; at = strstr(at + 1, text))
		if (at == line || !isalnum((unsigned char)at[-1]))
			return true;
	return false;
}

static bool matches(const struct splat_pattern *pattern, const char *message)
{
	if (pattern->starts_line ?
	    strncmp(message, pattern->text, strlen(pattern->text)) != 0 :
	    !contains_word(message, pattern->text))
		return false;
	for (size_t i = 0; i < SPLAT_HARMLESS && pattern->harmless[i]; i++)
		if (strstr(message, pattern->harmless[i]))
			return false;
	return true;
}

static const struct splat_pattern *find(const struct splat_pattern *patterns, size_t count,
					const char *message)
{
	for (size_t i = 0; i < count; i++)
		if (matches(&patterns[i], message))
			return &patterns[i];
	return NULL;
}

/* The next time stamp of a kernel, "[    1.234567]", or NULL */
static const char *stamp_in(const char *text)
{
	for (const char *at = strchr(text, '['); at; at = strchr(at + 1, '[')) {
		size_t length = strspn(at + 1, " .0123456789");

		if (at[1 + length] == ']' && length >= strlen("0.123456") &&
		    at[1 + length - strlen(".123456")] == '.')
			return at;
	}
	return NULL;
}

static bool is_stamp_of_xen(const char *line, const char *stamp)
{
	size_t length = strlen(XEN_PREFIX);

	return (size_t)(stamp - line) >= length &&
	       strncmp(stamp - length, XEN_PREFIX, length) == 0;
}

/* A kernel speaks in the middle of a line, too, when another kernel or a program began it */
static const struct splat_pattern *find_behind_stamps(const char *line)
{
	const struct splat_pattern *found = NULL;

	for (const char *at = stamp_in(line); at && !found; at = stamp_in(at + 1))
		if (!is_stamp_of_xen(line, at))
			found = find(splat_patterns, nsplat_patterns, message_of(at));
	return found;
}

/* Xen shares dom0's console: its lines, or the rest of one of dom0's, are its own */
const struct splat_pattern *splat_match(const char *line)
{
	const char *message = message_of(line), *xen = strstr(message, XEN_PREFIX);
	const struct splat_pattern *found = NULL;

	if (xen != message)
		found = find(splat_patterns, nsplat_patterns, message);
	if (!found)
		found = find_behind_stamps(message);
	if (!found && xen)
		found = find(xen_splat_patterns, nxen_splat_patterns,
			     message_of(xen + strlen(XEN_PREFIX)));
	return found;
}

/* Does the line name the function, as "name+0x1a/0x2b"? */
static bool names_function(const char *line, const char *function)
{
	size_t length = strlen(function);

	for (const char *at = strstr(line, function); at; at = strstr(at + 1, function)) {
		char before = at == line ? ' ' : at[-1];

		if (!isalnum((unsigned char)before) && before != '_' &&
		    strncmp(at + length, "+0x", 3) == 0)
			return true;
	}
	return false;
}

/* What each of the two locks is taken in: the links of lockdep's chain */
enum link { LINK_NONE, LINK_GNTDEV, LINK_MMAP };

struct known {
	enum link at;		/* whose functions are being listed */
	unsigned int links;
	bool mmap;		/* gntdev's lock was taken in gntdev_mmap() */
	bool fault, ioctl;	/* mmap_lock on a fault in gntdev's ioctl */
};

/* One line of the report. Return: false when it is not that report. */
static bool known_line(struct known *known, const char *message)
{
	/* "-> #1 (&priv->lock){+.+.}-{3:3}:" begins a link ... */
	if (strncmp(message, "-> #", 4) == 0) {
		known->links++;
		if (strstr(message, "(&priv->lock)"))
			known->at = LINK_GNTDEV;
		else if (strstr(message, "(&mm->mmap_lock)"))
			known->at = LINK_MMAP;
		else
			return false;
		return true;
	}
	/* ... and this ends the last. */
	if (strstr(message, "other info that might help"))
		known->at = LINK_NONE;
	if (known->at == LINK_GNTDEV && names_function(message, "gntdev_mmap"))
		known->mmap = true;
	if (known->at == LINK_MMAP && names_function(message, "__might_fault"))
		known->fault = true;
	if (known->at == LINK_MMAP && (names_function(message, "gntdev_ioctl") ||
				       names_function(message, "gntdev_ioctl_map_grant_ref")))
		known->ioctl = true;
	return !strstr(message, "zcopy_") && !strstr(message, "[xen_zcopy]");
}

bool splat_completes(const char *line)
{
	return strstr(line, "stack backtrace:");
}

enum splat_judgement splat_judge(char *const *lines, size_t count)
{
	struct known known = { .at = LINK_NONE };
	bool complete = false;

	if (count == 0 || !strstr(lines[0], "possible circular locking dependency"))
		return SPLAT_REAL;
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && splat_match(lines[i]))
			return SPLAT_REAL;
		if (!known_line(&known, message_of(lines[i])))
			return SPLAT_REAL;
		if (splat_completes(lines[i]))
			complete = true;
	}
	if (!complete)
		return SPLAT_INCOMPLETE;
	return known.links == 2 && known.mmap && known.fault && known.ioctl ?
		SPLAT_KNOWN : SPLAT_REAL;
}
