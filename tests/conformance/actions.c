// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "actions.h"

/* Of version 1 of the table */
#define ENTRIES_PER_FRAME	(PAGE / sizeof(grant_entry_v1_t))

void must(struct domain *domain, unsigned long request, void *arg, const char *what)
{
	int error = domain_call(domain, request, arg);

	if (error)
		give_up("%s: %s: %s", domain->name, what, errno_name(error));
}

uint32_t new_page(struct domain *domain, enum gp_kind kind)
{
	struct gp_page op = { .kind = kind };

	must(domain, GP_PAGE_NEW, &op, "new page");
	return op.page;
}

struct granted grant_page(struct domain *owner, uint32_t page, unsigned int to,
			  enum access access)
{
	struct gp_grant op = { .page = page, .domid = to, .readonly = access == READ_ONLY };

	must(owner, GP_GRANT, &op, "grant");
	return (struct granted){ .owner = owner, .page = page, .ref = op.ref };
}

struct granted grant_frame(struct domain *owner, uint64_t frame, unsigned int to)
{
	struct gp_grant op = { .page = GP_NO_PAGE, .frame = frame, .domid = to };

	must(owner, GP_GRANT, &op, "grant a frame");
	return (struct granted){ .owner = owner, .page = GP_NO_PAGE, .ref = op.ref };
}

struct granted granted_page(enum access access)
{
	uint32_t page = new_page(&front, GP_MEMORY);

	write_text(&front, page, 0, "of the front");
	return grant_page(&front, page, back.domid, access);
}

void end_access(const struct granted *granted)
{
	struct gp_end op = { .ref = granted->ref, .how = GP_END_TRY };

	must(granted->owner, GP_END, &op, "end access");
	if (!op.ended)
		give_up("%s: the grant is in use", granted->owner->name);
}

static struct mapping map_in(struct domain *domain, unsigned int domid, uint32_t ref,
			     uint32_t flags)
{
	struct mapping mapping = { .domain = domain, .page = new_page(domain, GP_HOLE) };

	mapping.op = (struct gp_map){
		.page = mapping.page, .ref = ref, .flags = flags, .domid = domid,
	};
	must(domain, GP_MAP, &mapping.op, "map");
	return mapping;
}

struct mapping map_ref(unsigned int domid, uint32_t ref, uint32_t flags)
{
	return map_in(&back, domid, ref, flags);
}

struct mapping front_map(uint32_t ref, uint32_t flags)
{
	return map_in(&front, back.domid, ref, flags);
}

bool is_mapped(const struct mapping *mapping)
{
	return !mapping->op.result && !mapping->op.status;
}

struct mapping must_map(const struct granted *granted, uint32_t flags)
{
	struct domain *owner = granted->owner;
	struct mapping mapping = map_ref(owner->domid, granted->ref, flags);

	if (!is_mapped(&mapping))
		give_up("map: %s", map_outcome(&mapping));
	return mapping;
}

const char *map_outcome(const struct mapping *mapping)
{
	return outcome(mapping->op.result, mapping->op.status);
}

struct gp_unmap unmap_op(const struct mapping *mapping)
{
	return (struct gp_unmap){
		.page = mapping->page, .handle = mapping->op.handle, .new_page = GP_NO_PAGE,
	};
}

const char *unmap_outcome(struct domain *domain, struct gp_unmap *op)
{
	must(domain, GP_UNMAP, op, "unmap");
	return outcome(op->result, op->status);
}

void must_unmap(const struct mapping *mapping)
{
	struct gp_unmap op = unmap_op(mapping);
	const char *text = unmap_outcome(mapping->domain, &op);

	if (op.result || op.status)
		give_up("unmap: %s", text);
}

struct gp_entry read_entry(const struct granted *granted)
{
	struct gp_entry entry = { .ref = granted->ref };

	if (!granted->owner->table)
		give_up("the grant table is out of reach");
	must(granted->owner, GP_ENTRY_READ, &entry, "read the entry");
	return entry;
}

void write_entry(const struct granted *granted, struct gp_entry entry)
{
	if (!granted->owner->table)
		give_up("the grant table is out of reach");
	entry.ref = granted->ref;
	must(granted->owner, GP_ENTRY_WRITE, &entry, "write the entry");
}

const char *in_use(const struct granted *granted)
{
	static const char *const names[] = { "-", "r", "w", "rw" };
	struct gp_entry entry = read_entry(granted);

	return names[!!(entry.flags & GTF_reading) + 2 * !!(entry.flags & GTF_writing)];
}

void write_text(struct domain *domain, uint32_t page, unsigned int offset, const char *text)
{
	struct gp_bytes op = { .page = page, .offset = offset, .length = strlen(text) };

	memcpy(op.bytes, text, op.length);
	must(domain, GP_WRITE, &op, "write");
}

const char *read_text(struct domain *domain, uint32_t page, unsigned int offset,
		      unsigned int length)
{
	static char text[GP_BYTES + 1];
	struct gp_bytes op = { .page = page, .offset = offset, .length = length };

	must(domain, GP_READ, &op, "read");
	memcpy(text, op.bytes, length);
	text[length] = '\0';
	for (unsigned int i = 0; i < length; i++)
		if (text[i] < ' ')
			text[i] = '.';
	return text;
}

uint32_t table_entries(struct domain *domain)
{
	struct gp_query_size op = { .domid = DOMID_SELF };

	must(domain, GP_QUERY_SIZE, &op, "query size");
	if (op.result || op.status)
		give_up("query size: %s", outcome(op.result, op.status));
	return op.max_nr_frames * ENTRIES_PER_FRAME;
}
