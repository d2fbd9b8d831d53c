# SPDX-License-Identifier: GPL-2.0-or-later
title   A page that the hypervisor never brings back
proves  The kernel asks 255 times and then gives up: half a minute, and an errno of its own; nothing stays mapped
pitfalls 17
needs   grants faults
# The waiting is the kernel's own (gnttab_retry_eagain_gop), for each such page
tags    limits slow

front: grant screen 32x32 XR24 to=back
xen: fault eagain times=100000 domain=back
back: from-refs shot of=screen within 90s expect EREMOTEIO
front: until mapped - = 0
xen: fault clear
back: from-refs shot of=screen
back: close shot
back: wait-free shot
front: end screen
