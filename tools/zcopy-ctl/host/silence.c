// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/silence.h"
#include "target/machine.h"

/* A boot that is never silent: how many times its patience it may take */
#define BOOT_LONGEST	10

void silence_broken(struct silence *silence)
{
	silence->progress = silence->reported = clock_now();
}

void silence_begin(struct silence *silence, double patience)
{
	*silence = (struct silence){ .patience = patience };
	silence_broken(silence);
}

void silence_boots(struct silence *silence, size_t lines)
{
	if (lines == silence->lines ||
	    clock_now() - silence->reported > BOOT_LONGEST * silence->patience)
		return;
	silence->lines = lines;
	silence->progress = clock_now();
}

double silence_end(const struct silence *silence)
{
	return silence->progress + silence->patience;
}
