/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of debugfs that tell what is alive: the driver's, the fake hypervisor's */
#ifndef ZCOPY_COUNTERS_H
#define ZCOPY_COUNTERS_H

#include <json-c/json.h>
#include <stdint.h>

#define COUNTERS_DEBUGFS	"/sys/kernel/debug"
#define COUNTERS_STATS		COUNTERS_DEBUGFS "/xen-zcopy/stats"
#define COUNTERS_BUFFERS	COUNTERS_DEBUGFS "/xen-zcopy/buffers"
#define COUNTERS_FAKE_XEN	COUNTERS_DEBUGFS "/fake-xen/counters"

/* The whole file, "" when it is not there; to be freed */
char *counters_read(const char *path);

/*
 * The driver's own numbers. Release records, one of them, stay for late questions
 * after all their buffers are gone: that is their purpose, and their number is
 * bounded by the driver.
 */
struct json_object *counters_of_driver(void);

/* The domain's line of the fake hypervisor's counters, added to @json */
void counters_of_domain(struct json_object *json, uint32_t domid);

#endif /* ZCOPY_COUNTERS_H */
