// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs in the frontend domain of a real Xen, as its only program: shares pages with dom0
 * for as long as the domain lives, and writes their references into the XenStore below
 * its own "data/abi": so many keys "refs/0", "refs/1" ... of decimal numbers with blanks
 * between, and "count" when all is there. abi-test takes its shared pages from them.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <xengnttab.h>
#include <xenstore.h>

/* More than any test has at a time */
#define PAGES		512u
/* A key's value has 4096 bytes at most, a reference ten digits and a blank. */
#define REFS_PER_KEY	256u

static void publish(struct xs_handle *store, const char *key, const char *value)
{
	char path[64];

	snprintf(path, sizeof(path), "data/abi/%s", key);
	if (!xs_write(store, XBT_NULL, path, value, strlen(value)))
		err(3, "cannot write %s into the XenStore", path);
}

int main(void)
{
	struct xs_handle *store = xs_open(0);
	xengntshr_handle *gntshr = xengntshr_open(NULL, 0);
	uint32_t refs[PAGES];
	char key[32], value[4096];

	if (!store || !gntshr)
		err(3, "cannot open %s", store ? "gntalloc" : "the XenStore");
	if (!xengntshr_share_pages(gntshr, 0, PAGES, refs, 1))
		err(3, "cannot share %u pages", PAGES);
	for (uint32_t i = 0; i < PAGES;) {
		size_t used = 0;

		snprintf(key, sizeof(key), "refs/%u", i / REFS_PER_KEY);
		do
			used += snprintf(value + used, sizeof(value) - used, "%u ", refs[i]);
		while (++i % REFS_PER_KEY && i < PAGES);
		publish(store, key, value);
	}
	snprintf(value, sizeof(value), "%u", PAGES);
	publish(store, "count", value);
	for (;;)
		pause();
}
