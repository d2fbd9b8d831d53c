/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZCOPY_TEMPLATE_H
#define ZCOPY_TEMPLATE_H

/* An annotated scenario that passes as it is, for `zcopy-ctl new` */
extern const char scenario_template[];

#endif /* ZCOPY_TEMPLATE_H */
