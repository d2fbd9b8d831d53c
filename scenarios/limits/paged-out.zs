# SPDX-License-Identifier: GPL-2.0-or-later
title   Pages that the hypervisor has to bring back first
proves  A short while of "try again" is waited for, and the caller never sees it
pitfalls 17
needs   grants faults
tags    limits

front: grant screen 64x64 XR24 to=back
# More answers than pages: some page is asked for a third time
xen: fault eagain times=6 domain=back
back: from-refs shot of=screen
back: close shot
back: wait-free shot
front: end screen
