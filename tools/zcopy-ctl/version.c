// SPDX-License-Identifier: GPL-2.0-or-later
/* In a file of its own: only this is compiled again when the version changes. */
#include "commands.h"

const char zcopy_version[] = ZCOPY_VERSION;
