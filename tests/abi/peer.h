/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages that another domain shares with this one for as long as it lives (abi-peer). */
#ifndef ABI_PEER_H
#define ABI_PEER_H

#include <stdbool.h>
#include <stdint.h>

/* That domain, and a file of its references, decimal numbers; false: it cannot be read. */
bool peer_init(unsigned int domid, const char *refs_path);

bool peer_is_there(void);
unsigned int peer_domid(void);

/* References that nobody else has taken; NULL when there are not so many. What was taken
 * last is given back first.
 */
const uint32_t *peer_take(uint32_t count);
void peer_give_back(uint32_t count);

#endif /* ABI_PEER_H */
