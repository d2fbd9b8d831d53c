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

/* A kernel's report from its first line on */
void evidence_splat(struct scenario_record *scenario, const struct console *console);

/* Whole logs as files OUT/NAME.back.log and OUT/NAME.front.log */
void evidence_save_logs(struct scenario_record *scenario, const struct machine *machine,
			const char *out);
/* What an earlier run left would be read as this one's. */
void evidence_remove_logs(const struct scenario_record *scenario, const char *out);

/* What start, or a kernel's init, said last: to be freed; NULL: nothing */
char *evidence_last_words(const struct machine *machine);

#endif /* ZCOPY_EVIDENCE_H */
