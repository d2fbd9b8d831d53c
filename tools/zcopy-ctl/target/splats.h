/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a console says when something is wrong with the kernel, or with Xen. */
#ifndef ZCOPY_SPLATS_H
#define ZCOPY_SPLATS_H

#include <stdbool.h>
#include <stddef.h>

#define SPLAT_HARMLESS	4

struct splat_pattern {
	const char *name;	/* for the verdict: "KASAN report" */
	const char *text;	/* found at the start of a word */
	bool starts_line;	/* a message begins with it, behind its time stamps */
	const char *harmless[SPLAT_HARMLESS];	/* lines with one of these are not meant */
};

extern const struct splat_pattern splat_patterns[];
extern const size_t nsplat_patterns;
/* Of lines that Xen says, behind "(XEN) " */
extern const struct splat_pattern xen_splat_patterns[];
extern const size_t nxen_splat_patterns;

/* The pattern that @line (without line end) matches, or NULL */
const struct splat_pattern *splat_match(const char *line);

enum splat_judgement {
	SPLAT_REAL,
	SPLAT_KNOWN,		/* to be passed over */
	SPLAT_INCOMPLETE,	/* known if it goes on as it began */
};

/*
 * Judges a report, from its first matching line on. Exactly one is passed over:
 * the one that stock gntdev is known for. gntdev copies to user space under its
 * lock, which its mmap takes with mmap_lock held: lockdep is right, upstream
 * lives with it. It is told by the two locks and the exact functions that take
 * them; any other trouble in the same lines makes it real.
 */
enum splat_judgement splat_judge(char *const *lines, size_t count);

/* Does splat_judge() know with this line of a report? Those behind it can only make it real. */
bool splat_completes(const char *line);

#endif /* ZCOPY_SPLATS_H */
