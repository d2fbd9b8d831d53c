// SPDX-License-Identifier: GPL-2.0-or-later
/* One protocol for all calls: "call NUMBER REQUEST BYTES", "answer NUMBER ERRNO BYTES". */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <xen/xen.h>

#include "domain.h"

/* The largest structure of grant-probe.h, and room to spare */
#define MAX_BYTES	128

/* A slow machine needs its time, a dead peer never answers */
#define ANSWER_MS	20000

static const char device[] = "/dev/grant-probe";

struct domain back = { .name = "back", .probe = -1 };
struct domain front = { .name = "front", .probe = -1 };

unsigned int own_domid(unsigned int otherwise)
{
	FILE *file = fopen("/sys/module/fake_xen/parameters/domid", "re");
	unsigned int domid;

	if (!file)
		return otherwise;
	if (fscanf(file, "%u", &domid) != 1)
		domid = otherwise;
	fclose(file);
	return domid;
}

static void load(const char *module)
{
	int fd = open(module, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		err(3, "cannot open the module %s", module);
	if (syscall(SYS_finit_module, fd, "", 0))
		err(3, "cannot load the module %s", module);
	close(fd);
}

int probe_open(const char *module)
{
	int fd;

	if (access(device, F_OK) && module)
		load(module);
	fd = open(device, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		err(3, "cannot open %s (load grant-probe.ko, or say --module)", device);
	return fd;
}

/* Where arm64 has its table, by the device tree: the first address of "reg" */
static unsigned long long table_region(void)
{
	FILE *file = fopen("/proc/device-tree/hypervisor/reg", "re");
	unsigned long long address = 0;

	for (int i = 0; file && i < 8; i++)
		address = address << 8 | (fgetc(file) & 0xff);
	if (file)
		fclose(file);
	return address;
}

/*
 * Where somebody made a mapping: "0xSTART-0xEND SIZE CALLER ...". The table is gnttab
 * code's (PV); or it has its size and a guard page, and is of pages (PVH) or at the
 * address where it should be (arm64). Any other may be a device's, which must
 * not be read.
 */
static bool may_be_table(const char *line, int probe)
{
	struct gp_query_size op = { .domid = DOMID_SELF };
	const char *phys = strstr(line, "phys=");
	unsigned long size;

	if (strstr(line, "gnttab"))
		return true;
	if (phys && strtoull(phys + 5, NULL, 16) != table_region())
		return false;
	return sscanf(line, "0x%*x-0x%*x %lu", &size) == 1 &&
	       ioctl(probe, GP_QUERY_SIZE, &op) == 0 && size == (op.max_nr_frames + 1) * 4096ul;
}

static bool in_vmalloc(int probe)
{
	FILE *file, *restrict_file = fopen("/proc/sys/kernel/kptr_restrict", "we");
	struct gp_table table;
	unsigned long long start;
	bool found = false;
	char line[512];

	/* 1: root sees addresses as they are */
	if (restrict_file) {
		fputs("1\n", restrict_file);
		fclose(restrict_file);
	}
	file = fopen("/proc/vmallocinfo", "re");
	while (file && !found && fgets(line, sizeof(line), file)) {
		if (!may_be_table(line, probe) || sscanf(line, "0x%llx-", &start) != 1)
			continue;
		table.address = start;
		found = ioctl(probe, GP_TABLE, &table) == 0;
	}
	if (file)
		fclose(file);
	return found;
}

bool probe_find_table(int probe)
{
	struct gp_table table = { .address = 0 };

	return ioctl(probe, GP_TABLE, &table) == 0 || in_vmalloc(probe);
}

static void to_hex(char *text, const uint8_t *bytes, size_t size)
{
	*text = '\0';
	for (size_t i = 0; i < size; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
}

static size_t from_hex(const char *text, uint8_t *bytes, size_t size)
{
	size_t n = 0;
	unsigned int byte;

	while (n < size && sscanf(text + 2 * n, "%2x", &byte) == 1)
		bytes[n++] = byte;
	return n;
}

static int call_peer(struct domain *domain, unsigned long request, void *arg)
{
	size_t size = _IOC_SIZE(request);
	char hex[2 * MAX_BYTES + 1], line[WIRE_LINE];
	unsigned int number = ++domain->asked, answered;
	int error, at;

	to_hex(hex, arg, size);
	if (!wire_write(domain->wire, "call %u %lu %s", number, request, hex))
		return EPIPE;
	do
		if (!wire_read(domain->wire, line, ANSWER_MS))
			return ETIMEDOUT;
	while (sscanf(line, "answer %u %d %n", &answered, &error, &at) != 2 ||
	       answered != number);
	if (!error && from_hex(line + at, arg, size) != size)
		return EPROTO;
	return error;
}

int domain_call(struct domain *domain, unsigned long request, void *arg)
{
	if (domain->wire)
		return call_peer(domain, request, arg);
	return ioctl(domain->probe, request, arg) ? errno : 0;
}

/* Not a request of the module's: its number and size are 0 */
#define RESET	0UL

int domain_reset(struct domain *domain)
{
	uint8_t nothing;

	if (domain->wire)
		return call_peer(domain, RESET, &nothing);
	close(domain->probe);
	domain->probe = probe_open(NULL);
	return 0;
}

bool domain_await_peer(struct domain *domain, int timeout_ms)
{
	char line[WIRE_LINE];
	unsigned int domid, table;

	do
		if (!wire_read(domain->wire, line, timeout_ms))
			return false;
	while (sscanf(line, "hello %u %u", &domid, &table) != 2);
	if (domid)
		domain->domid = domid;
	domain->table = table;
	return true;
}

int peer_serve(struct wire *wire, int probe, const char *module, unsigned int domid)
{
	char line[WIRE_LINE], hex[2 * MAX_BYTES + 1];
	uint8_t arg[MAX_BYTES];
	unsigned int number;
	unsigned long request;
	int at, error;

	wire_write(wire, "hello %u %u", domid, probe_find_table(probe));
	while (wire_read(wire, line, -1)) {
		if (sscanf(line, "call %u %lu %n", &number, &request, &at) != 2)
			continue;
		error = 0;
		if (request == RESET) {
			close(probe);
			probe = probe_open(module);
		} else if (_IOC_SIZE(request) > MAX_BYTES ||
			   from_hex(line + at, arg, MAX_BYTES) < _IOC_SIZE(request)) {
			error = EPROTO;
		} else if (ioctl(probe, request, arg)) {
			error = errno;
		}
		to_hex(hex, arg, error ? 0 : _IOC_SIZE(request));
		if (!wire_write(wire, "answer %u %d %s", number, error, hex))
			break;
	}
	return 0;
}
