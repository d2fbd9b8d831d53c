# SPDX-License-Identifier: GPL-2.0-or-later
title   The backend dies while the frontend draws into a lent buffer
proves  What the frontend has mapped stays mapped until it lets go, and a new backend starts clean
pitfalls 18 30
needs   grants display kill-back
tags    death

back: dumb frame 320x240 XR24
back: to-refs lent of=frame to=front
front: map canvas of=lent
front: draw canvas test-card
xen: kill back
# The pages are there as long as they are mapped
front: draw canvas noise
front: unmap canvas

back: dumb frame 320x240 XR24
back: to-refs lent of=frame to=front
front: map canvas of=lent
front: draw canvas gradient
back: show frame
back: check frame shows=canvas
back: hide
front: unmap canvas
back: close lent
back: close frame
