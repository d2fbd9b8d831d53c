# SPDX-License-Identifier: GPL-2.0-or-later
title   Grants that may only be read
proves  A read-only grant does not become a buffer that can be drawn into
proves  A read-only mapping of a lent buffer cannot be drawn into
pitfalls 22
needs   grants display
tags    contract

front: grant screen 64x64 XR24 to=back access=ro
back: from-refs shot of=screen expect EIO
back: map view of=screen access=ro
back: unmap view
front: end screen

back: dumb frame 64x64 XR24
back: to-refs lent of=frame to=front
front: map view of=lent access=ro
front: draw view solid expect EFAULT
front: unmap view
back: close lent
back: close frame
