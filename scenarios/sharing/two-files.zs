# SPDX-License-Identifier: GPL-2.0-or-later
title   Two processes have the driver open, and use the same numbers
proves  Handles belong to the open file that made them, wait handles to the whole driver
proves  Closing one file's buffers leaves the other's alone
pitfalls 2 10 20
needs   grants display vgem
tags    sharing

front: grant left 64x64 XR24 to=back
front: grant right 64x64 XR24 to=back
repeat 5
  parallel
    back: from-refs one of=left
    other: from-refs two of=right
  end
  front: until mapped - = 8
  back: close one
  back: wait-free one
  front: until mapped - = 4
  other: wait-free two timeout=0ms expect ETIMEDOUT
  other: close two
  other: wait-free two
end
front: end left
front: end right

# One display buffer is granted by both files, and ends for each of them alone
back: dumb frame 64x64 XR24
back: to-refs lent of=frame to=front
other: receive copy of=frame
other: to-refs second of=copy to=front
front: map canvas of=lent
front: map again of=second
front: draw canvas noise
front: compare again with=canvas
front: unmap canvas
parallel
  back: close lent
  other: to-refs third of=second to=front expect EBUSY
end
front: draw again gradient
back: compare frame with=again
front: unmap again
other: close second
other: close copy
back: close frame
