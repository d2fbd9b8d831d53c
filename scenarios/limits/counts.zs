# SPDX-License-Identifier: GPL-2.0-or-later
title    $count pages in one buffer, both ways
proves   Numbers of pages around 2^16 are not cut off anywhere: each is mapped, granted, and given back
pitfalls 11 13
needs    grants large vgem
tags     limits large
variants count 65535 65536 65537

# 4096 pages, each of them at 16 places and more
front: grant screen 2048x2048 XR24 to=back
back: from-refs shot of=screen size=1024x$count count=$count
back: until mapped_pages - = $count
back: until maps - = $count
back: close shot
back: wait-free shot within 20s
front: until mapped - = 0
front: end screen

back: dumb frame 1024x$count XR24 device=vgem
back: to-refs lent of=frame to=front
back: until granted_pages - = $count
back: until grants - = $count
back: close lent
back: until grants - = 0
back: close frame
