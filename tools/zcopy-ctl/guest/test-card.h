/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The picture that a person recognises; see test-card.c. */
#ifndef ZCOPY_TEST_CARD_H
#define ZCOPY_TEST_CARD_H

#include <stdbool.h>
#include <stdint.h>

/* Rows that a pattern draws once and copies often */
#define PATTERN_ROWS	6

struct pattern_state {
	uint32_t width, height;
	uint64_t seed;
	uint32_t *rows[PATTERN_ROWS];	/* freed by pattern_draw() */
	char caption[64];
};

bool test_card_init(struct pattern_state *state);
void test_card_row(const struct pattern_state *state, uint32_t y, uint32_t *rgb);

#endif /* ZCOPY_TEST_CARD_H */
