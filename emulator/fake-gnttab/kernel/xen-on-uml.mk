# SPDX-License-Identifier: GPL-2.0
# Lines for a Kbuild file: compile kernel code as on Xen, with ARCH=um.
#
# ARCH=um finds arch/x86's <asm/xen/*.h> first, which is silently wrong, and
# ccflags come too late to change that. Kconfig offers none of the options below
# with ARCH=um; a guest on arm64 has the same ones.
xen-on-uml := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))

LINUXINCLUDE := -I$(xen-on-uml)/shim $(LINUXINCLUDE)

ccflags-y += -DCONFIG_XEN=1 -DCONFIG_XEN_DOM0=1
ccflags-y += -DCONFIG_XEN_GNTDEV=1 -DCONFIG_XEN_GNTDEV_DMABUF=1
ccflags-y += -DCONFIG_XEN_GRANT_DMA_ALLOC=1
