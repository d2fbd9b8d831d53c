# SPDX-License-Identifier: GPL-2.0-or-later
title   A domain dies behind each step of display-to-refs
proves  Wherever the frontend or the backend dies, the other lets go of everything and works on
proves  A domain that was started again is lent a buffer and draws into it anew
pitfalls 8 18 30
needs   grants display
tags    death every-step
kill-at-every-step front back

back: dumb frame 320x240 XR24
back: to-refs lent of=frame to=front
front: map canvas of=lent
front: draw canvas test-card

back: show frame
back: check frame shows=canvas

front: draw canvas noise
back: check frame shows=canvas

back: hide
front: unmap canvas
back: close lent
back: close frame
