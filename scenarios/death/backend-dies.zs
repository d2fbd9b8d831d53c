# SPDX-License-Identifier: GPL-2.0-or-later
title   The backend dies while it shows the frontend's pages
proves  The frontend's pages are unmapped by the hypervisor and still the frontend's own
proves  The backend, started again, maps the same grants once more
pitfalls 30
needs   grants display kill-back
tags    core death

front: grant screen 640x480 XR24 to=back
front: draw screen test-card
back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: check picture shows=screen

xen: kill back
front: until mapped - = 0
front: draw screen gradient

back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: check picture shows=screen
back: hide
back: close picture
back: close shot
back: wait-free shot
front: end screen
