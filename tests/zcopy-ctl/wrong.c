// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "scenario/variants.h"
#include "wrong.h"

void check_wrong(const struct wrong *wrong, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = wrong[i].text;
		struct complaints complaints;
		struct variants variants;
		const struct complaint *first;

		if (variants_parse("x.zs", text, strlen(text), &variants, &complaints))
			fail_msg("nothing wrong was found in:\n%s", text);
		assert_int_equal(variants.count, 0);
		first = complaints.items;
		if (first->line != wrong[i].line || first->column != wrong[i].column ||
		    !strstr(first->message, wrong[i].message))
			fail_msg("expected %u:%u: %s\nfound %u:%u: %s\nin:\n%s", wrong[i].line,
				 wrong[i].column, wrong[i].message, first->line, first->column,
				 first->message, text);
		complaints_clear(&complaints);
	}
}
