/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tests, by what they ask. Numbers in square brackets: the list of pitfalls. */
#ifndef ABI_GROUPS_H
#define ABI_GROUPS_H

int from_refs_tests(void);
int to_refs_tests(void);
int odd_tests(void);
int wait_free_tests(void);
int dma_buf_tests(void);
int importers_tests(void);
int limits_tests(void);
int caller32_tests(void);
int visible_tests(void);
int killed_tests(void);
int hammer_tests(void);
int fail_nth_tests(void);
int faults_tests(void);
int module_tests(void);
int refusal_tests(void);

#endif /* ABI_GROUPS_H */
