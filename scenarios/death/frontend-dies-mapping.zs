# SPDX-License-Identifier: GPL-2.0-or-later
title   The frontend dies while it draws into a lent buffer
proves  What a dead frontend had mapped is let go of by the hypervisor, and the buffer can end
pitfalls 18 30
needs   grants display kill
tags    death

back: dumb frame 320x240 XR24
back: to-refs lent of=frame to=front
front: map canvas of=lent
front: draw canvas test-card
back: show frame
back: close lent
back: until ending_buffers - = 1
xen: kill front
back: until ending_buffers - = 0
back: check frame shows=frame
back: hide
back: close frame
xen: start front
