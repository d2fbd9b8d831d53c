// SPDX-License-Identifier: LGPL-2.1
/*
 * Which grant reference was refused, and why: what the driver writes into the
 * fdinfo of an open file, and the words for it.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "refusal.h"

static const char key[] = "xen-zcopy-refused:";

/* Xen's grant status values, by their negative; see grant_table.h of Xen. */
static const char *const status_texts[] = {
	[0] = "okay",
	[1] = "general error",
	[2] = "no such domain",
	[3] = "no such grant reference",
	[4] = "no such mapping",
	[5] = "bad virtual address",
	[6] = "bad device address",
	[7] = "no room for more device mappings",
	[8] = "permission denied",
	[9] = "the page is not there",
	[10] = "bad copy arguments",
	[11] = "page address too high",
	[12] = "the page is paged out",
	[13] = "no room for more mappings",
};

const char *xenzcopy_status_text(int status)
{
	size_t count = sizeof(status_texts) / sizeof(status_texts[0]);

	if (status > 0 || status <= -(int)count)
		return "unknown status";
	return status_texts[-status];
}

int refusal_read(FILE *fdinfo, struct xenzcopy_refusal *refusal)
{
	struct xenzcopy_refusal r;
	char line[256];

	while (fgets(line, sizeof(line), fdinfo)) {
		if (strncmp(line, key, sizeof(key) - 1) != 0)
			continue;
		if (sscanf(line + sizeof(key) - 1,
			   " %" SCNu32 " of %" SCNu32 ", ref %" SCNu32
			   ", domain %" SCNu32 ", status %d",
			   &r.position, &r.count, &r.ref, &r.domid,
			   &r.status) != 5) {
			errno = EIO;
			return -1;
		}
		*refusal = r;
		return 0;
	}
	errno = ferror(fdinfo) ? EIO : ENOENT;
	return -1;
}

void refusal_format(const struct xenzcopy_refusal *refusal, char *text,
		    size_t size)
{
	snprintf(text, size,
		 "grant reference %" PRIu32 " of %" PRIu32 " (ref %" PRIu32
		 ") refused by domain %" PRIu32 ": %s",
		 refusal->position, refusal->count, refusal->ref,
		 refusal->domid, xenzcopy_status_text(refusal->status));
}
