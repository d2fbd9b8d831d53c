// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The test card. What a person (or a screenshot) tells from it:
 *  - colour bars: channels in the right order, none missing;
 *  - ramps of grey, red, green, blue: every level there, no banding;
 *  - grid and circle: geometry and pitch, a wrong stride shears both;
 *  - a red line along all four edges and brackets in the corners: nothing is
 *    cut off;
 *  - the caption: size and seed, so the frame is the one that was meant.
 * The seed moves the bars on, which also makes two cards differ at a glance.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "font.h"
#include "test-card.h"

#define WHITE		0xffffffu
#define BLACK		0x000000u
#define GRID		0x606060u
#define EDGE		0xff0000u

enum { ROW_BARS, ROW_GREY, ROW_RED, ROW_GREEN, ROW_BLUE, ROW_GRID };

static const uint32_t bars[] = {
	0xffffff, 0xffff00, 0x00ffff, 0x00ff00, 0xff00ff, 0xff0000, 0x0000ff, 0x202020,
};

#define NBARS	(sizeof(bars) / sizeof(bars[0]))
#define RAMPS	4	/* grey, red, green, blue */

static uint32_t smaller_side(const struct pattern_state *state)
{
	return state->width < state->height ? state->width : state->height;
}

/* Distance between grid lines: 12 cells along the smaller side, never 0 */
static uint32_t grid_step(const struct pattern_state *state)
{
	uint32_t step = smaller_side(state) / 12;

	return step ? step : 1;
}

/* Height of one letter's dot: the caption is about a twentieth of the card */
static uint32_t dot_size(const struct pattern_state *state)
{
	uint32_t dot = smaller_side(state) / 160;

	return dot ? dot : 1;
}

static uint32_t ramp_height(const struct pattern_state *state)
{
	return state->height / 16;
}

/* Largest number whose square is not above @value */
static uint32_t square_root(uint64_t value)
{
	uint64_t root = 0;

	for (uint64_t bit = 1ull << 31; bit; bit >>= 1)
		if ((root | bit) * (root | bit) <= value)
			root |= bit;
	return root;
}

bool test_card_init(struct pattern_state *state)
{
	static const uint32_t channel[RAMPS] = { 0x010101, 0x010000, 0x000100, 0x000001 };
	uint32_t width = state->width, step = grid_step(state);

	for (int i = 0; i < PATTERN_ROWS; i++) {
		state->rows[i] = malloc(sizeof(uint32_t) * (width + 1));
		if (!state->rows[i])
			return false;
	}
	for (uint32_t x = 0; x < width; x++) {
		bool line = x % step == step / 2;
		uint32_t bar = (uint64_t)x * NBARS / width;
		uint32_t level = (uint64_t)x * 256 / width;

		state->rows[ROW_BARS][x] = line ? GRID : bars[(bar + state->seed) % NBARS];
		for (int i = 0; i < RAMPS; i++)
			state->rows[ROW_GREY + i][x] = channel[i] * level;
		state->rows[ROW_GRID][x] = GRID;
	}
	snprintf(state->caption, sizeof(state->caption), "XEN-ZCOPY %ux%u SEED %llu",
		 state->width, state->height, (unsigned long long)state->seed);
	return true;
}

static void fill(const struct pattern_state *state, uint32_t *rgb, int64_t from,
		 int64_t to, uint32_t colour)
{
	if (from < 0)
		from = 0;
	if (to > state->width)
		to = state->width;
	for (int64_t x = from; x < to; x++)
		rgb[x] = colour;
}

static void circle_row(const struct pattern_state *state, int64_t y, uint32_t *rgb)
{
	int64_t outer = (int64_t)smaller_side(state) * 9 / 20;
	int64_t inner = outer - (int64_t)dot_size(state);
	int64_t centre = state->width / 2, dy = y - state->height / 2, far, near;

	if (dy < 0)
		dy = -dy;
	if (dy >= outer)
		return;
	far = square_root(outer * outer - dy * dy);
	near = dy < inner ? (int64_t)square_root(inner * inner - dy * dy) : 0;
	fill(state, rgb, centre - far, centre - near, WHITE);
	fill(state, rgb, centre + near, centre + far, WHITE);
}

static void caption_row(const struct pattern_state *state, uint32_t y, uint32_t *rgb)
{
	uint32_t dot = dot_size(state), letter = dot * FONT_ADVANCE;
	uint32_t length = strlen(state->caption) * letter;
	uint32_t top = state->height / 8, margin = dot * 2;
	int64_t left = ((int64_t)state->width - length) / 2;

	if (y + margin < top || y >= top + FONT_HEIGHT * dot + margin)
		return;
	fill(state, rgb, left - margin, left + length + margin, BLACK);
	if (y < top || y >= top + FONT_HEIGHT * dot)
		return;
	for (const char *c = state->caption; *c; c++, left += letter) {
		uint8_t dots = font_row(*c, (y - top) / dot);

		for (uint32_t i = 0; i < FONT_WIDTH; i++)
			if (dots >> (FONT_WIDTH - 1 - i) & 1)
				fill(state, rgb, left + i * dot, left + (i + 1) * dot, WHITE);
	}
}

static void border_row(const struct pattern_state *state, uint32_t y, uint32_t *rgb)
{
	uint32_t dot = dot_size(state), size = dot * 16, width = state->width;
	uint32_t from_edge = y < state->height / 2 ? y : state->height - 1 - y;

	if (from_edge < size + dot) {
		/* Black behind the brackets: the bars may be white */
		fill(state, rgb, 0, size + dot, BLACK);
		fill(state, rgb, (int64_t)width - size - dot, width, BLACK);
	}
	if (from_edge >= dot && from_edge < size) {
		bool top = from_edge < dot * 4;

		/* Brackets, one dot away from the edge */
		fill(state, rgb, dot, top ? size : dot * 4, WHITE);
		fill(state, rgb, (int64_t)width - (top ? size : dot * 4),
		     (int64_t)width - dot, WHITE);
	}
	if (from_edge == 0) {
		fill(state, rgb, 0, width, EDGE);
	} else {
		fill(state, rgb, 0, 1, EDGE);
		fill(state, rgb, (int64_t)width - 1, width, EDGE);
	}
}

void test_card_row(const struct pattern_state *state, uint32_t y, uint32_t *rgb)
{
	uint32_t step = grid_step(state), ramp = ramp_height(state);
	uint32_t ramps_from = state->height - state->height / 8 - RAMPS * ramp;
	const uint32_t *base = state->rows[ROW_BARS];

	if (ramp && y >= ramps_from && y < ramps_from + RAMPS * ramp)
		base = state->rows[ROW_GREY + (y - ramps_from) / ramp];
	else if (y % step == step / 2)
		base = state->rows[ROW_GRID];
	memcpy(rgb, base, sizeof(*rgb) * state->width);
	circle_row(state, y, rgb);
	caption_row(state, y, rgb);
	border_row(state, y, rgb);
}
