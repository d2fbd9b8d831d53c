// SPDX-License-Identifier: GPL-2.0-or-later
/* Another domain's grant table, as Xen shows it to the privileged. */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/* The headers of Xen show the whole interface to tools alone */
#define __XEN_TOOLS__ 1
#include <xen/xen.h>
#include <xen/grant_table.h>
#include <xen/memory.h>
#include <xencall.h>
#include <xenforeignmemory.h>

#include "xen-numbers.h"

struct table {
	xencall_handle *call;
	xenforeignmemory_handle *memory;
	unsigned int frames, version;
};

/* A grant-table operation on one structure. Return: 0, or -1 with errno set */
static int operate(const struct table *table, unsigned int operation, void *argument,
		   size_t size)
{
	void *buffer = xencall_alloc_buffer(table->call, size);
	int result;

	if (!buffer)
		return -1;
	memcpy(buffer, argument, size);
	result = xencall3(table->call, __HYPERVISOR_grant_table_op, operation,
			  (uintptr_t)buffer, 1);
	memcpy(argument, buffer, size);
	xencall_free_buffer(table->call, buffer);
	return result;
}

static int ask_size(struct table *table, uint32_t domid)
{
	struct gnttab_query_size size = { .dom = domid };
	struct gnttab_get_version version = { .dom = domid };

	if (operate(table, GNTTABOP_query_size, &size, sizeof(size)) < 0 ||
	    operate(table, GNTTABOP_get_version, &version, sizeof(version)) < 0)
		return -1;
	errno = ESRCH;
	table->frames = size.nr_frames;
	table->version = version.version;
	return size.status == GNTST_okay && table->frames ? 0 : -1;
}

struct frames {
	xenforeignmemory_resource_handle *handle;
	const void *bytes;
};

static int map_frames(const struct table *table, uint32_t domid, unsigned int id,
		      unsigned int count, struct frames *frames)
{
	void *bytes = NULL;

	frames->handle = xenforeignmemory_map_resource(table->memory, domid,
		XENMEM_resource_grant_table, id, 0, count, &bytes, PROT_READ, 0);
	frames->bytes = bytes;
	return frames->handle ? 0 : -1;
}

static void unmap_frames(const struct table *table, struct frames *frames)
{
	if (frames->handle)
		xenforeignmemory_unmap_resource(table->memory, frames->handle);
	frames->handle = NULL;
}

/* In version 2 of the table, Xen notes its use of an entry apart from it */
static int count(const struct table *table, uint32_t domid, uint64_t *grants, uint64_t *mapped)
{
	bool apart = table->version == 2;
	size_t size = apart ? sizeof(union grant_entry_v2) : sizeof(struct grant_entry_v1);
	size_t entries = (size_t)table->frames * XEN_PAGE_SIZE / size;
	size_t status_frames = (entries * sizeof(uint16_t) + XEN_PAGE_SIZE - 1) / XEN_PAGE_SIZE;
	struct frames shared = { 0 }, status = { 0 };
	int result = map_frames(table, domid, XENMEM_resource_grant_table_id_shared,
				table->frames, &shared);

	if (result == 0 && apart)
		result = map_frames(table, domid, XENMEM_resource_grant_table_id_status,
				    status_frames, &status);
	for (size_t i = RESERVED_REFS; result == 0 && i < entries; i++) {
		/* Both versions of an entry begin with its flags */
		uint16_t flags = *(const volatile uint16_t *)((const char *)shared.bytes + i * size);
		uint16_t use = apart ? ((const volatile uint16_t *)status.bytes)[i] : flags;

		if (!(flags & GTF_type_mask))
			continue;
		++*grants;
		*mapped += (use & (GTF_reading | GTF_writing)) != 0;
	}
	unmap_frames(table, &shared);
	unmap_frames(table, &status);
	return result;
}

int xen_table_numbers(struct json_object *json, uint32_t domid, struct trouble *trouble)
{
	struct table table = {
		.call = xencall_open(NULL, 0),
		.memory = xenforeignmemory_open(NULL, 0),
	};
	uint64_t grants = 0, mapped = 0;
	int result = table.call && table.memory ? 0 : -1;

	if (result == 0)
		result = ask_size(&table, domid);
	if (result == 0)
		result = count(&table, domid, &grants, &mapped);
	if (result < 0)
		trouble_errno(trouble, errno, "domain %u's grant table cannot be looked at", domid);
	if (table.memory)
		xenforeignmemory_close(table.memory);
	if (table.call)
		xencall_close(table.call);
	if (result < 0)
		return -1;
	json_object_object_add(json, "grants", json_object_new_uint64(grants));
	json_object_object_add(json, "mapped", json_object_new_uint64(mapped));
	return 0;
}
