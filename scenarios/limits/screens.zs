# SPDX-License-Identifier: GPL-2.0-or-later
title    $pages pages, $size pixels: the largest screens that there are
proves   Every byte that the frontend drew is read by the backend, and the other way round
proves   So many grants are made, mapped and ended in one go
pitfalls 11 13
needs    grants mmap large vgem
tags     limits large
variants size,pages 7680x4320,32400 16384x6144,98304

front: grant screen $size XR24 to=back
front: draw screen test-card
back: from-refs shot of=screen
front: until mapped - = $pages
back: compare shot with=screen
back: close shot
back: wait-free shot within 20s
front: until mapped - = 0
front: end screen

# No display device takes that size, so the buffer is of one without a screen
back: dumb frame $size XR24 device=vgem
back: to-refs lent of=frame to=front
front: map canvas of=lent
front: draw canvas noise
back: compare frame with=canvas
front: unmap canvas
back: close lent
back: close frame
