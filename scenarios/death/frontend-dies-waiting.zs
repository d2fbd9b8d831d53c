# SPDX-License-Identifier: GPL-2.0-or-later
title   The frontend dies while the backend waits for one of its buffers
proves  A waiter is answered when the dead frontend's pages are let go of, and not before
pitfalls 4 5 30
needs   grants display kill
tags    death

front: grant screen 320x240 XR24 to=back
front: draw screen noise
back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: check picture shows=screen
back: close shot
back: wait-free shot timeout=forever &waiter
back: until waiters shot = 1
xen: kill front
back: until waiters shot = 1
back: check picture shows=screen
back: hide
back: close picture
back: join waiter
back: until maps - = 0
xen: start front
