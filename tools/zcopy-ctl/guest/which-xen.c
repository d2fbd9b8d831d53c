// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xenstore.h>

#include "domid.h"
#include "which-xen.h"
#include "xen-numbers.h"

/* One line of /sys/hypervisor; "" when it is not there */
static void read_word(const char *name, char *word, size_t size)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/hypervisor/%s", name);
	file = fopen(path, "re");
	if (!file || !fgets(word, size, file))
		word[0] = '\0';
	word[strcspn(word, "\n")] = '\0';
	if (file)
		fclose(file);
}

static bool ask_store(uint32_t *domid)
{
	struct xs_handle *store = xs_open(0);
	unsigned int length;
	char *text = store ? xs_read(store, XBT_NULL, "domid", &length) : NULL;
	bool known = text && sscanf(text, "%u", domid) == 1;

	free(text);
	if (store)
		xs_close(store);
	return known;
}

struct which_xen which_xen(void)
{
	struct which_xen xen = { .fake = access("/sys/module/fake_xen", F_OK) == 0 };
	char major[16], minor[16], kind[16];

	if (xen.fake) {
		xen.there = xen.known = true;
		xen.domid = domid_of_self(0);
		snprintf(xen.text, sizeof(xen.text), "the fake hypervisor");
		return xen;
	}
	xen.there = xen_is_real();
	if (!xen.there)
		return xen;
	read_word("version/major", major, sizeof(major));
	read_word("version/minor", minor, sizeof(minor));
	read_word("guest_type", kind, sizeof(kind));
	snprintf(xen.text, sizeof(xen.text), "Xen %s.%s%s%s", major, minor, *kind ? ", " : "", kind);
	xen.known = ask_store(&xen.domid);
	return xen;
}
