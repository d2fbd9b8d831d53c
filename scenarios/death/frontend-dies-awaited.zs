# SPDX-License-Identifier: GPL-2.0-or-later
title   The frontend dies while the driver asks for its pages again and again
proves  A buffer that is being made when its owner dies is not made, and its maker is told at once
proves  Nothing of it is left, and the next frontend is served
pitfalls 17 30
needs   grants kill faults
tags    death

front: grant screen 64x64 XR24 to=back
# They are not there yet, for half a minute at least: so it dies in the middle
xen: fault eagain times=100000 domain=back
back: from-refs shot of=screen &maker
back: until mapped_pages - = 4
xen: kill front
xen: fault clear
back: join maker within 2s expect ESRCH
back: until mapped_pages - = 0
back: until maps - = 0
xen: start front
front: grant screen 64x64 XR24 to=back
back: from-refs shot of=screen
back: close shot
back: wait-free shot
front: end screen
