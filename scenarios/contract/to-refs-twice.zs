# SPDX-License-Identifier: GPL-2.0-or-later
title   What TO_REFS refuses
proves  A buffer is granted once through one handle, whole, and only if it is another driver's
pitfalls 10 12
needs   grants display
tags    contract

back: dumb frame 320x240 XR24
back: to-refs lent of=frame to=front
back: to-refs again of=frame to=front expect EBUSY
back: close lent
# Ended, it may be granted anew
back: to-refs lent of=frame to=front
front: map canvas of=lent
front: draw canvas noise
front: unmap canvas
back: close lent

back: to-refs none of=frame to=front count=0 expect EINVAL
back: to-refs few of=frame to=front count=74 expect EINVAL
back: to-refs many of=frame to=front count=76 expect EINVAL
# DOMID_SELF, and a number that is 1 when cut off to 16 bits
back: to-refs self of=frame to=front domain=0x7FF0 expect EINVAL
back: to-refs wide of=frame to=front domain=0x10001 expect EINVAL
back: close frame

front: grant screen 64x64 XR24 to=back
back: from-refs shot of=screen
back: to-refs own of=shot to=front expect EINVAL
back: close shot
back: wait-free shot
front: end screen
