# SPDX-License-Identifier: GPL-2.0-or-later
title   A framebuffer is destroyed while it is on the screen
proves  Removing it takes it off the screen, and its grants are unmapped all the same
proves  A buffer outlives the handle and file that made it as long as it is shown
pitfalls 7 8 32
needs   grants display
tags    display

front: grant screen 640x480 XR24 to=back
front: draw screen test-card
back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: close shot
back: wait-free shot timeout=20ms expect ETIMEDOUT
back: check picture shows=screen
front: draw screen gradient
back: check picture shows=screen
back: close picture
back: wait-free shot
front: end screen
