/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The driver's tracepoints, on kernels that have such (the debug kernel has). */
#ifndef ABI_TRACE_H
#define ABI_TRACE_H

#include <stdbool.h>

bool can_trace(void);
/* From here to there; what was traced before is forgotten. */
void trace_start(void);
void trace_stop(void);

/* How many times an event, named without its "xen_zcopy_", was traced with values like
 * these, a pattern as of fnmatch(3)
 */
unsigned int traced(const char *event, const char *values);

/* The same with any values, by another task than the caller's */
unsigned int traced_by_others(const char *event);

#endif /* ABI_TRACE_H */
