/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_CAPTURE_H
#define ZCOPY_CAPTURE_H

/*
 * Runs @argv to its end and takes what it prints, both streams apart, without
 * the last line end; each is to be freed. Return: its exit code; 127 when it
 * could not be run, 128 and more when a signal ended it.
 */
int capture(char *const *argv, char **out, char **err);

#endif /* ZCOPY_CAPTURE_H */
