/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ABI_FAULT_H
#define ABI_FAULT_H

#include <stdbool.h>

/* Tells the hypervisor to fail; false when the target does not know the command. */
bool fault(const char *command);

#endif /* ABI_FAULT_H */
