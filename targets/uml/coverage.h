/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UML_COVERAGE_H
#define UML_COVERAGE_H

/**
 * coverage_save - what gcov counted in this kernel, for mk/coverage
 * @folder: of the host, there and writable; every boot makes a folder of its own in it
 *
 * Says on standard error why there is nothing, or not all.
 */
void coverage_save(const char *folder);

#endif /* UML_COVERAGE_H */
