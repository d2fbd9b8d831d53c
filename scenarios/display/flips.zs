# SPDX-License-Identifier: GPL-2.0-or-later
title   Two buffers of the frontend, flipped 600 times
proves  Every frame on the screen is one of the two buffers, and never parts of both
proves  A frontend that draws into the hidden one is not seen before its turn
pitfalls 26
needs   grants display
tags    core display

front: grant left 160x120 XR24 to=back
front: grant right 160x120 XR24 to=back
front: draw left noise seed=1
front: draw right noise seed=2
back: from-refs one of=left
back: from-refs two of=right
back: import first of=one
back: import second of=two

back: flip first second frames=600 refresh=300 within 60s
back: show first
back: check first shows=left
front: draw right test-card
back: check first shows=left
back: show second
back: check second shows=right
back: flip second first frames=2 refresh=300
back: hide

back: close first
back: close second
back: close one
back: close two
back: wait-free one
back: wait-free two
front: end left
front: end right
