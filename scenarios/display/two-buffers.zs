# SPDX-License-Identifier: GPL-2.0-or-later
title   Two buffers of one frontend, shown in turn
proves  Each handle leads to its own pages, whatever was shown before
pitfalls 2
needs   grants display
tags    display

front: grant left 640x480 XR24 to=back
front: grant right 640x480 XR24 to=back
front: draw left test-card seed=1
front: draw right test-card seed=2

back: from-refs one of=left
back: from-refs two of=right
back: import first of=one
back: import second of=two

back: show first
back: check first shows=left
back: show second
back: check second shows=right
back: show first
back: check first shows=left

back: hide
back: close first
back: close second
back: close two
back: close one
back: wait-free one
back: wait-free two
front: end left
front: end right
