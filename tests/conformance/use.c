// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "use.h"

void side_by_side(const struct question *question)
{
	static const struct side_ops *const both[] = { &mainline_side, &zcopy_side };
	const struct use *use = question->with;

	for (unsigned int i = 0; i < COUNT(both); i++) {
		struct side side = { .ops = both[i] };
		int error = side.ops->open(&side);

		say(i ? "| %s:" : "%s:", side.ops->name);
		if (error) {
			say("cannot be opened: %s", errno_name(error));
			continue;
		}
		use->do_it(&side, use);
		if (side.connection)
			side.ops->close(&side);
	}
}

void make_pages(struct pages *pages, const struct use *use)
{
	char text[16];

	memset(pages, 0, sizeof(*pages));
	for (unsigned int i = 0; i < use->count && i < MOST; i++) {
		pages->granted[i] = granted_page(use->access);
		pages->refs[i] = pages->granted[i].ref;
		snprintf(text, sizeof(text), "page %02u", i);
		write_text(&front, pages->granted[i].page, 0, text);
	}
}
