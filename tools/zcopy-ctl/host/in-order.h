/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_IN_ORDER_H
#define ZCOPY_IN_ORDER_H

#include "host/runner.h"

/* The agenda's order, one after the other: the context of a run_source */
struct in_order {
	size_t count, next;
	bool fail_fast;		/* not beyond the first that is bad */
};

bool in_order_next(void *context, enum verdict verdict, size_t *item);

#endif /* ZCOPY_IN_ORDER_H */
