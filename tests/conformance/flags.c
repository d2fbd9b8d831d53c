// SPDX-License-Identifier: GPL-2.0-or-later
/* The flags of a mapping, sensible or not. */
#include "actions.h"

static void with_flags(const struct question *question)
{
	struct granted granted = granted_page(READ_WRITE);
	uint32_t flags = *(const uint32_t *)question->with;
	struct mapping mapping = map_ref(front.domid, granted.ref, flags);
	struct gp_unmap op = unmap_op(&mapping);

	say("%s", map_outcome(&mapping));
	if (mapping.op.result || mapping.op.status)
		return;
	if (flags & GNTMAP_device_map)
		op.bus_address = mapping.op.bus_address;
	say("unmap %s", unmap_outcome(&back, &op));
}

#define FLAGS(name, bits, expected) \
	{ "flags." name, "map with flags " #bits, with_flags, \
	  &(const uint32_t){ bits }, expected }

static const struct question questions[] = {
	FLAGS("none", 0, "bad_gntref"),
	FLAGS("readonly", GNTMAP_readonly, "bad_gntref"),
	FLAGS("application", GNTMAP_application_map, "bad_gntref"),
	FLAGS("pte", GNTMAP_contains_pte, "bad_gntref"),
	FLAGS("unknown", 0xffff0000, "bad_gntref"),
	FLAGS("host", GNTMAP_host_map, "okay unmap okay"),
	FLAGS("host-readonly", GNTMAP_host_map | GNTMAP_readonly, "okay unmap okay"),
	FLAGS("device", GNTMAP_device_map, NULL),
	FLAGS("device-readonly", GNTMAP_device_map | GNTMAP_readonly, NULL),
	FLAGS("device-host", GNTMAP_device_map | GNTMAP_host_map, NULL),
	FLAGS("host-application", GNTMAP_host_map | GNTMAP_application_map, NULL),
	FLAGS("host-pte", GNTMAP_host_map | GNTMAP_contains_pte, NULL),
	FLAGS("host-pte-application",
	      GNTMAP_host_map | GNTMAP_contains_pte | GNTMAP_application_map, NULL),
	FLAGS("host-guest-0", GNTMAP_host_map | 0x10000, NULL),
	FLAGS("host-guest-all", GNTMAP_host_map | 0xffff0000, NULL),
	FLAGS("host-bit-5", GNTMAP_host_map | 0x20, NULL),
	FLAGS("host-bit-6", GNTMAP_host_map | 0x40, NULL),
	FLAGS("host-bit-15", GNTMAP_host_map | 0x8000, NULL),
};

const struct group flags_group = { questions, COUNT(questions) };
