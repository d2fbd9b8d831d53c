# SPDX-License-Identifier: GPL-2.0-or-later
title    $count pages in one buffer, both ways
proves   Numbers of pages around 2^16 are not cut off anywhere: each is mapped, granted, and given back
pitfalls 11 13
needs    grants large vgem
tags     limits large
variants count 65535 65536 65537

# 4096 pages, each of them at 16 places and more
front: grant screen 2048x2048 XR24 to=back within 30s
back: from-refs shot of=screen size=1024x$count count=$count within 30s
back: until mapped_pages - = $count
back: until maps - = $count
back: close shot
back: wait-free shot timeout=25s
front: until mapped - = 0 within 30s
front: end screen within 30s

back: dumb frame 1024x$count XR24 device=vgem within 30s
back: to-refs lent of=frame to=front within 30s
back: until granted_pages - = $count
back: until grants - = $count
back: close lent
back: until grants - = 0 within 30s
back: close frame
back: until granted_pages - = 0 within 30s
