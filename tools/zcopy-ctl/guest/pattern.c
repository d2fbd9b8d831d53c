// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The patterns. Each draws one row of 0x00RRGGBB at a time; a row depends on
 * nothing but the size, the seed and its number.
 */
#include <stdlib.h>
#include <string.h>

#include "pattern.h"
#include "test-card.h"

struct pattern {
	const char *name;
	bool (*init)(struct pattern_state *state);
	void (*row)(const struct pattern_state *state, uint32_t y, uint32_t *rgb);
};

/* Spreads every bit of @value over all bits of the result (splitmix64) */
static uint64_t scatter(uint64_t value)
{
	value += 0x9e3779b97f4a7c15u;
	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
	value = (value ^ value >> 27) * 0x94d049bb133111ebu;
	return value ^ value >> 31;
}

static bool no_init(struct pattern_state *state)
{
	(void)state;
	return true;
}

static void noise_row(const struct pattern_state *state, uint32_t y, uint32_t *rgb)
{
	/* xorshift64 per row; a state of 0 would stay 0 */
	uint64_t s = scatter(state->seed * 0x100000001b3u + y) | 1;

	for (uint32_t x = 0; x < state->width; x++) {
		s ^= s << 13;
		s ^= s >> 7;
		s ^= s << 17;
		rgb[x] = s >> 20 & 0xffffff;
	}
}

static void gradient_row(const struct pattern_state *state, uint32_t y, uint32_t *rgb)
{
	uint32_t across = state->width > 1 ? state->width - 1 : 1;
	uint32_t down = state->height > 1 ? state->height - 1 : 1;
	uint32_t green = (uint64_t)y * 255 / down;
	uint32_t shift = scatter(state->seed) & 0xff;

	for (uint32_t x = 0; x < state->width; x++)
		rgb[x] = (uint32_t)((uint64_t)x * 255 / across) << 16 |
			 green << 8 | ((x + y + shift) & 0xff);
}

static void solid_row(const struct pattern_state *state, uint32_t y, uint32_t *rgb)
{
	uint32_t colour = scatter(state->seed) & 0xffffff;

	(void)y;
	for (uint32_t x = 0; x < state->width; x++)
		rgb[x] = colour;
}

static const struct pattern patterns[] = {
	{ "test-card", test_card_init, test_card_row },
	{ "noise", no_init, noise_row },
	{ "gradient", no_init, gradient_row },
	{ "solid", no_init, solid_row },
};

static const struct pattern *pattern_find(const char *name)
{
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (strcmp(patterns[i].name, name) == 0)
			return &patterns[i];
	return NULL;
}

bool pattern_draw_rows(const struct image *rows, uint32_t first, uint32_t height,
		       const char *name, uint64_t seed)
{
	const struct pattern *pattern = pattern_find(name);
	struct pattern_state state = {
		.width = rows->width, .height = height, .seed = seed,
	};
	bool drawn = false;
	uint32_t *rgb;

	if (!pattern)
		return false;
	rgb = malloc(sizeof(*rgb) * (rows->width + 1));
	if (rgb && pattern->init(&state)) {
		for (uint32_t y = 0; y < rows->height; y++) {
			pattern->row(&state, first + y, rgb);
			rows->format->pack(image_row(rows, y), rgb, rows->width);
		}
		drawn = true;
	}
	for (int i = 0; i < PATTERN_ROWS; i++)
		free(state.rows[i]);
	free(rgb);
	return drawn;
}

bool pattern_draw(const struct image *image, const char *name, uint64_t seed)
{
	return pattern_draw_rows(image, 0, image->height, name, seed);
}
