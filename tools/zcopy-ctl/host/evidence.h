/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is kept of the consoles when a scenario does not pass */
#ifndef ZCOPY_EVIDENCE_H
#define ZCOPY_EVIDENCE_H

#include "result/record.h"
#include "target/machine.h"

/*
 * The last lines of every console, but none from before this scenario: @first
 * holds the number of its first line for each of the NCONSOLES consoles.
 */
void evidence_tail(struct scenario_record *scenario, const struct machine *machine,
		   const size_t *first);

/* "kernel of back: KASAN report: BUG: ...", to be freed */
char *evidence_splat_words(const struct console *console);

/* A kernel's report from its first line on */
void evidence_splat(struct scenario_record *scenario, const struct console *console);

/*
 * Whole logs as files OUT/STEM.back.log and OUT/STEM.front.log. Return: NULL, or what
 * cannot be written, to be freed.
 */
char *evidence_save_logs(struct scenario_record *scenario, const struct machine *machine,
			 const char *out);
/*
 * Pictures of a scenario that did not pass are called OUT/STEM.KIND.png, so that
 * no other overwrites them; all others keep the name the scenario gave them.
 */
void evidence_settle_pictures(struct scenario_record *scenario, const char *out);

/*
 * All that is known of a failure as text: OUT/STEM.txt. Return: NULL, or why it cannot
 * be written, to be freed.
 */
char *evidence_write_report(const struct run_record *record,
			    const struct scenario_record *scenario, const char *out);

/* What an earlier run left would be read as this one's. */
void evidence_remove(const struct scenario_record *scenario, const char *out);

/* What start, or a kernel's init, said last: to be freed; NULL: nothing */
char *evidence_last_words(const struct machine *machine);

#endif /* ZCOPY_EVIDENCE_H */
