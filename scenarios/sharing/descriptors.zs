# SPDX-License-Identifier: GPL-2.0-or-later
title   Descriptors of dma-bufs are passed, closed, and their numbers used again
proves  A buffer is what a descriptor leads to now, never what its number led to before
pitfalls 2 4
needs   grants mmap
tags    sharing

front: grant left 64x64 XR24 to=back
front: grant right 64x64 XR24 to=back
front: draw left noise
front: draw right gradient
back: from-refs one of=left
back: from-refs two of=right
back: export one
other: receive first of=one
# The number of one's descriptor is free, and is two's from here on
back: close one
back: export two
back: wait-free one timeout=0ms expect ETIMEDOUT
other: compare first with=left
other: receive second of=two
other: compare second with=right
back: close two part=handle
back: receive back-again of=second
other: close second
back: close two
back: compare back-again with=right
other: compare first with=left
other: close first
back: wait-free one
front: until mapped - = 4
back: wait-free two timeout=0ms expect ETIMEDOUT
back: close back-again
back: wait-free two
front: end left
front: end right
