# SPDX-License-Identifier: GPL-2.0-or-later
title   Mapping and unmapping at the same time
proves  Buffers that are made and freed by several callers at once do not disturb each other
pitfalls 10 20
needs   grants
tags    contract stress

front: grant first 320x240 XR24 to=back
front: grant second 320x240 XR24 to=back
front: grant third 320x240 XR24 to=back
repeat 10
  parallel
    back: from-refs one of=first
    back: from-refs two of=second
    back: from-refs three of=third
    front: draw first noise
  end
  parallel
    back: close one
    back: wait-free one
    back: close two
    back: wait-free two
    back: close three
    back: wait-free three
  end
end
front: end first
front: end second
front: end third
