# SPDX-License-Identifier: GPL-2.0-or-later
title   Pages that the hypervisor has to bring back first
proves  A short while of "try again" is waited for, an endless one is refused
pitfalls 17
needs   grants faults
tags    limits

front: grant screen 64x64 XR24 to=back
# Each of the four pages is asked for twice in the round
xen: fault eagain times=6 domain=back
back: from-refs shot of=screen
back: close shot
back: wait-free shot

xen: fault eagain times=1000000 domain=back
back: from-refs shot of=screen within 20s expect EREMOTEIO
xen: fault clear
front: until mapped - = 0
front: end screen
