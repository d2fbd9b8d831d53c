# SPDX-License-Identifier: GPL-2.0-or-later
title   One frame is looked at after the other
proves  Neither witness of a picture, CRC or writeback, takes away a frame of the next look at the screen
needs   grants display
tags    stress slow

front: grant screen 64x64 XR24 to=back
front: draw screen test-card
back: from-refs shot of=screen
back: import picture of=shot
back: show picture
repeat 150
back: check picture shows=screen
end
back: hide
back: close picture
back: close shot
back: wait-free shot
front: end screen
