// SPDX-License-Identifier: GPL-2.0
/* What is alive, in numbers: "nothing left behind" is a number */
#include "hypervisor.h"

void fx_count(const struct fx_slot *slot, struct fx_counters *counters)
{
	const struct fx_domain *domain = &slot->domain;
	u32 ref, n = fx_nr_grants(domain);

	*counters = (struct fx_counters){
		.maps = domain->maps,
		.ports = domain->ports,
		.ballooned = domain->ballooned,
		.violations = domain->violations,
	};
	for (ref = GNTTAB_NR_RESERVED_ENTRIES; ref < n; ref++) {
		const struct fx_active *active = &slot->active[ref];

		if (fx_entry_flags(slot, ref) & GTF_type_mask)
			counters->grants++;
		if (active->readers || active->writers)
			counters->mapped++;
	}
}

/* A line per living domain; returns the length, as snprintf() does */
int fx_counters_list(struct fx *fx, char *text, size_t size)
{
	struct fx_counters c;
	unsigned int domid;
	size_t n = 0;

	if (size)
		*text = '\0';
	for (domid = 0; domid < FX_DOMAINS; domid++) {
		struct fx_slot *slot = fx_living(fx, domid);

		if (!slot)
			continue;
		fx_count(slot, &c);
		n += snprintf(n < size ? text + n : NULL, n < size ? size - n : 0,
			      "dom=%u grants=%u mapped=%u maps=%u evtchns=%u ballooned=%u violations=%llu\n",
			      domid, c.grants, c.mapped, c.maps, c.ports,
			      c.ballooned, (unsigned long long)c.violations);
	}
	return n;
}
