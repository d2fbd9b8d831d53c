# SPDX-License-Identifier: GPL-2.0-or-later
title   Closing races with waiting, exporting and granting
proves  Whoever waits when the last handle goes is answered, from either process
proves  Ends and beginnings of grants at the same time do not disturb each other
pitfalls 4 9 10 20
needs   grants display vgem
tags    contract stress

front: grant screen 64x64 XR24 to=back
back: dumb first 64x64 XR24
back: dumb second 64x64 XR24 device=vgem
repeat 20
  back: from-refs shot of=screen
  other: receive copy of=shot
  back: to-refs lent of=first to=front
  parallel
    back: close shot
    other: close copy
    back: wait-free shot timeout=4s
    other: wait-free copy timeout=4s
    back: close lent
    back: to-refs next of=second to=front
  end
  parallel
    back: close next
    back: to-refs lent of=first to=front
    back: from-refs shot of=screen
  end
  parallel
    back: close lent
    back: close shot
    back: wait-free shot
  end
end
back: close first
back: close second
front: end screen
