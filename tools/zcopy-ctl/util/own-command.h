/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_OWN_COMMAND_H
#define ZCOPY_OWN_COMMAND_H

/* This program as the user would type it from here; to be freed */
char *own_command(void);

#endif /* ZCOPY_OWN_COMMAND_H */
