# SPDX-License-Identifier: GPL-2.0-or-later
title   A process that waits for a buffer, and holds it, is killed
proves  A wait without a bound can be killed, and takes nothing with it
proves  What the dead process had imported and mapped goes; the maker's own handle stays good
pitfalls 3 5 8
needs   grants mmap vgem
tags    sharing

front: grant screen 64x64 XR24 to=back
back: from-refs shot of=screen
other: receive copy of=shot
other: import second of=copy device=vgem
other: draw second gradient
back: compare shot with=second
other: wait-free copy timeout=forever &waiter
back: until waiters shot = 1
xen: kill other
other: join waiter expect ECONNRESET
back: until waiters shot = 0
front: until mapped - = 4

# Started again, it is another process, and can have the buffer anew
xen: start other
other: receive copy of=shot
back: close shot
other: compare copy with=screen
back: wait-free shot timeout=0ms expect ETIMEDOUT
other: close copy
back: wait-free shot
front: end screen
