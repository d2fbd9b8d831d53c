# SPDX-License-Identifier: GPL-2.0-or-later
title   A buffer of 16 bits per pixel, of a width whose rows end inside a page
proves  The pitch is width times bytes per pixel, with any format and size
pitfalls 31
needs   grants display
tags    display

front: grant screen 642x361 RG16 to=back
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
