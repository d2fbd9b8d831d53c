# SPDX-License-Identifier: GPL-2.0-or-later
title    A frontend's buffer of $size pixels, $format, on the screen
proves   A buffer of one page, and rows that end inside a page, are shown as they were drawn
pitfalls 13 26
needs    grants display
tags     display
variants size,format 32x32,XR24 64x32,RG16 640x480,AR24 1366x768,XR24 333x111,XR24 641x33,RG16 11x13,XR24

front: grant screen $size $format to=back
front: draw screen test-card
back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: check picture shows=screen
back: hide
back: close picture
back: close shot
back: wait-free shot
front: end screen
