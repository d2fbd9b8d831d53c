# SPDX-License-Identifier: GPL-2.0-or-later
title   As many buffers alive as the limits allow, and one more
proves  The buffer that is too much is refused, costs the others nothing, and fits as soon as one is gone
proves  The limit of all open files together holds for a file that has hardly any
pitfalls 17 20
needs   grants display
tags    limits

front: grant screen 64x64 XR24 to=back
back: dumb frame 64x64 XR24
back: set max_pages_per_file 32
back: from-refs b1 of=screen
back: from-refs b2 of=screen
back: from-refs b3 of=screen
back: from-refs b4 of=screen
back: from-refs b5 of=screen
back: from-refs b6 of=screen
back: from-refs b7 of=screen
# Mapped and granted pages count alike
back: to-refs b8 of=frame to=front
back: from-refs over of=screen expect EDQUOT
back: from-refs one-page of=screen size=32x32 count=1 expect EDQUOT
back: until maps - = 28
# A close ends a granted buffer some time later
back: close b8
back: until granted_pages - = 0
back: from-refs b9 of=screen
back: to-refs over of=frame to=front expect EDQUOT

# Another file has a limit of its own, and shares that of all
back: set max_pages_total 36
other: from-refs b10 of=screen
other: from-refs over of=screen expect EDQUOT
back: close b1
back: wait-free b1
other: from-refs b11 of=screen
back: from-refs over of=screen expect EDQUOT
# A limit below what is there takes nothing away
back: set max_pages_total 4
back: wait-free b2 timeout=0ms expect ETIMEDOUT
back: until maps - = 36

other: close b10
other: close b11
back: close b2
back: close b3
back: close b4
back: close b5
back: close b6
back: close b7
back: close b9
back: until mapped_buffers - = 0
back: from-refs last of=screen
back: close last
back: wait-free last
back: close frame
front: end screen
