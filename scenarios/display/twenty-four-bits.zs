# SPDX-License-Identifier: GPL-2.0-or-later
title   Buffers of 24 bits per pixel, which this display does not scan out
proves  The pitch is width times three, the pages are shared all the same, and every byte is right
proves  A display that refuses the format leaves nothing behind
pitfalls 13 31
needs   grants display mmap vgem
tags    display

front: grant screen 333x111 RG24 to=back
front: draw screen test-card
back: from-refs shot of=screen
back: compare shot with=screen
back: import picture of=shot expect EINVAL
back: draw shot gradient
back: compare shot with=screen
back: close shot
back: wait-free shot
front: end screen

back: dumb frame 333x111 RG24 expect EINVAL
back: dumb plain 333x111 RG24 device=vgem
back: to-refs lent of=plain to=front
front: map canvas of=lent
front: draw canvas noise
back: compare plain with=canvas
front: unmap canvas
back: close lent
back: close plain
