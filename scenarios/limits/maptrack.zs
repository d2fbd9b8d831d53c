# SPDX-License-Identifier: GPL-2.0-or-later
title   The hypervisor has no room for more mappings
proves  A buffer that does not fit leaves none of its pages mapped, and the next one that fits is made
pitfalls 17
needs   grants faults
tags    limits

front: grant large 320x240 XR24 to=back
front: grant small 64x64 XR24 to=back
xen: fault maptrack limit=20 domain=back
back: from-refs shot of=large expect ENOSPC
front: until mapped - = 0
back: from-refs shot of=small
back: close shot
back: wait-free shot
xen: fault clear
back: from-refs shot of=large
back: close shot
back: wait-free shot
front: end large
front: end small
