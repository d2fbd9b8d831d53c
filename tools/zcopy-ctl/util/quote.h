/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_QUOTE_H
#define ZCOPY_QUOTE_H

/* @text as one word of a shell's command line: in quotes where it needs them; to be freed */
char *shell_word(const char *text);

#endif /* ZCOPY_QUOTE_H */
