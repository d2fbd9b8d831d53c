/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_ORPHANS_H
#define ZCOPY_ORPHANS_H

/*
 * Kills and reaps every child of this process, and what lost its parent on the way and
 * so became our child: for a process that asked for that (PR_SET_CHILD_SUBREAPER).
 */
void orphans_kill(void);

#endif /* ZCOPY_ORPHANS_H */
