# SPDX-License-Identifier: GPL-2.0-or-later
title   What the hypervisor refuses, and what the caller is told
proves  Each status of Xen is an errno of its own, wherever in the buffer it strikes
pitfalls 17
needs   grants faults
tags    limits

front: grant screen 320x240 XR24 to=back
xen: fault map nth=1 status=permission_denied domain=back
back: from-refs shot of=screen expect EPERM
xen: fault map nth=40 status=bad_gntref domain=back
back: from-refs shot of=screen expect ENXIO
xen: fault map nth=75 status=bad_domain domain=back
back: from-refs shot of=screen expect ESRCH
xen: fault map nth=2 status=bad_page domain=back
back: from-refs shot of=screen expect EREMOTEIO
xen: fault map nth=3 status=general_error domain=back
back: from-refs shot of=screen expect EIO
front: until mapped - = 0
back: from-refs shot of=screen
back: close shot
back: wait-free shot
front: end screen
