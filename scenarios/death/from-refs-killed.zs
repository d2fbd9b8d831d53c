# SPDX-License-Identifier: GPL-2.0-or-later
title   A domain dies behind each step of display-from-refs
proves  Wherever the frontend or the backend dies, the other lets go of everything and works on
proves  A domain that was started again shares and shows anew
pitfalls 8 30
needs   grants display
tags    death every-step
kill-at-every-step front back

front: grant screen 320x240 XR24 to=back
front: draw screen test-card

back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: check picture shows=screen

front: draw screen noise
back: check picture shows=screen

back: hide
back: close picture
back: close shot
back: wait-free shot
front: end screen
