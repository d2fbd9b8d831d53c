/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _UM_HW_IRQ_H
#define _UM_HW_IRQ_H

/* UML's own interrupts are below this one; dynamic ones start there */
static inline int nr_legacy_irqs(void)
{
	return 64;
}

#endif /* _UM_HW_IRQ_H */
