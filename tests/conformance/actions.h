/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What questions are made of. Every function gives up on the question when a
 * step fails that is not what is asked about. Texts that are returned stay good until the
 * next call of the same function: one of each kind in a say().
 */
#ifndef CONFORMANCE_ACTIONS_H
#define CONFORMANCE_ACTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <xen/xen.h>
#include <xen/grant_table.h>

#include "domain.h"
#include "question.h"

/* A domain that can be asked for and never exists: the last id that is not reserved */
#define NO_DOMAIN	0x7FEFu

#define PAGE		4096u

/* A page that one domain grants */
struct granted {
	struct domain *owner;
	uint32_t page;
	uint32_t ref;
};

enum access { READ_WRITE, READ_ONLY };

uint32_t new_page(struct domain *domain, enum gp_kind kind);

/* A fresh page of the front's, granted to the back; and as one pleases. */
struct granted granted_page(enum access access);
struct granted grant_page(struct domain *owner, uint32_t page, unsigned int to,
			  enum access access);
/* A frame that is said to be the owner's */
struct granted grant_frame(struct domain *owner, uint64_t frame, unsigned int to);

/* Ends the access; give_up() when it is in use */
void end_access(const struct granted *granted);

/* A mapping in @domain (mostly the back) */
struct mapping {
	struct domain *domain;
	uint32_t page;
	struct gp_map op;
};

#define RW	((uint32_t)GNTMAP_host_map)
#define RO	((uint32_t)(GNTMAP_host_map | GNTMAP_readonly))

/* Maps at a fresh page. The first gives no verdict, the second wants it to work. */
struct mapping map_ref(unsigned int domid, uint32_t ref, uint32_t flags);
struct mapping must_map(const struct granted *granted, uint32_t flags);
const char *map_outcome(const struct mapping *mapping);

/* The front maps what the back granted, the other way round than all of the above */
struct mapping front_map(uint32_t ref, uint32_t flags);
bool is_mapped(const struct mapping *mapping);

struct gp_unmap unmap_op(const struct mapping *mapping);
const char *unmap_outcome(struct domain *domain, struct gp_unmap *op);
void must_unmap(const struct mapping *mapping);

/* The entry of a grant; give_up() when the owner's table is out of reach */
struct gp_entry read_entry(const struct granted *granted);
void write_entry(const struct granted *granted, struct gp_entry entry);

/* In-use bits: "-", "r", "rw" ("w" would be a surprise) */
const char *in_use(const struct granted *granted);

/* A call that has to work */
void must(struct domain *domain, unsigned long request, void *arg, const char *what);

/* The page's first bytes: written by the owner, looked at by the other */
void write_text(struct domain *domain, uint32_t page, unsigned int offset, const char *text);
const char *read_text(struct domain *domain, uint32_t page, unsigned int offset,
		      unsigned int length);

/* How many entries the domain's table can have at most */
uint32_t table_entries(struct domain *domain);

#endif /* CONFORMANCE_ACTIONS_H */
