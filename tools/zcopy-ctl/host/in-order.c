// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/in-order.h"

bool in_order_next(void *context, enum verdict verdict, size_t *item)
{
	struct in_order *order = context;

	if (order->next == order->count || (order->fail_fast && verdict_is_bad(verdict)))
		return false;
	*item = order->next++;
	return true;
}
