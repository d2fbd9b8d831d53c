# SPDX-License-Identifier: GPL-2.0-or-later
title   A buffer of 3840x2160 pixels
proves  8100 references are mapped and unmapped in one go, both ways
pitfalls 11
needs   grants display
tags    limits

front: grant screen 3840x2160 XR24 to=back
back: from-refs shot of=screen
back: import picture of=shot
front: draw screen test-card
back: close picture
back: close shot
back: wait-free shot timeout=60s within 60s
front: end screen

back: dumb frame 3840x2160 XR24
back: to-refs lent of=frame to=front
front: map canvas of=lent
front: draw canvas test-card
front: unmap canvas
back: close lent
back: close frame
