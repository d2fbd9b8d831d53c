// SPDX-License-Identifier: GPL-2.0
/* The kernel's own gntdev-dmabuf.c, unmodified */
#include "gntdev-dmabuf.c"
