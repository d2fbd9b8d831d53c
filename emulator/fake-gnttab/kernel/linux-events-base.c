// SPDX-License-Identifier: GPL-2.0
/* The kernel's own events_base.c, unmodified. A module lacks the flow handler
 * of per-CPU interrupts, and there are no PCI devices behind Xen here.
 */
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/pci.h>
#undef CONFIG_PCI_MSI
#define handle_percpu_irq handle_simple_irq
#undef pr_fmt
#include "events_base.c"
