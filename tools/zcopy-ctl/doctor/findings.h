/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What 'doctor' finds: collected first, printed after. */
#ifndef ZCOPY_FINDINGS_H
#define ZCOPY_FINDINGS_H

#include <json-c/json.h>
#include <stdio.h>

enum finding_state {
	FINDING_OK,
	FINDING_NOTE,		/* not there, or not as it could be; it goes without */
	FINDING_MISSING,
};

struct finding {
	enum finding_state state;
	char *area;		/* "host", "target uml" */
	char *what;		/* "packages" */
	char *about;
	char *mend;		/* a command, or NULL */
};

struct findings {
	struct finding *items;
	size_t count;
};

/* @about and @mend (may be NULL) are taken over, to be freed with the findings. */
struct finding *finding_add(struct findings *findings, enum finding_state state,
			    const char *area, const char *what, char *about, char *mend);

size_t findings_missing(const struct findings *findings);
void findings_print(FILE *out, const struct findings *findings);
json_object *findings_json(const struct findings *findings);
void findings_finish(struct findings *findings);

/* For both places: how much memory is free, with a remark when that is little */
void find_memory(struct findings *findings, const char *area, unsigned int needed_mib);

#endif /* ZCOPY_FINDINGS_H */
