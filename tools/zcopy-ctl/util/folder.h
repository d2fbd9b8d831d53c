/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_FOLDER_H
#define ZCOPY_FOLDER_H

/* Makes the folder and those above it. Return: 0, or -1 with errno set */
int make_folder(const char *path);
/* Removes it with its files; folders within it stay, and so does it then. */
void remove_folder(const char *path);

#endif /* ZCOPY_FOLDER_H */
