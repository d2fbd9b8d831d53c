/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Letters of 5 by 7 dots, as many as the test card's caption needs. */
#ifndef ZCOPY_FONT_H
#define ZCOPY_FONT_H

#include <stdint.h>

#define FONT_WIDTH	5
#define FONT_HEIGHT	7
#define FONT_ADVANCE	6	/* from letter to letter */

/* Row @y of a letter: bit 4 is the leftmost dot. Unknown letters are blank. */
uint8_t font_row(char letter, uint32_t y);

#endif /* ZCOPY_FONT_H */
