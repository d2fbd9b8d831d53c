# SPDX-License-Identifier: GPL-2.0-or-later
title    $pages pages, $size pixels: the largest screens that there are
proves   Every byte that the frontend drew is read by the backend, and the other way round
proves   So many grants are made, mapped and ended in one go
pitfalls 11 13
needs    grants mmap large vgem
tags     limits large
variants size,pages 7680x4320,32400 16384x6144,98304

front: grant screen $size XR24 to=back within 30s
front: draw screen test-card within 30s
back: from-refs shot of=screen within 30s
front: until mapped - = $pages
back: compare shot with=screen within 30s
back: close shot
back: wait-free shot timeout=25s
front: until mapped - = 0 within 30s
front: end screen within 30s

# No display device takes that size, so the buffer is of one without a screen
back: dumb frame $size XR24 device=vgem within 30s
back: to-refs lent of=frame to=front within 30s
front: map canvas of=lent within 30s
front: draw canvas noise within 30s
back: compare frame with=canvas within 30s
front: unmap canvas within 30s
back: close lent
back: close frame
back: until granted_pages - = 0 within 30s
