# SPDX-License-Identifier: GPL-2.0-or-later
title   The process that made a buffer is killed, after it has passed it on
proves  A dma-buf that came over a Unix socket outlives its maker: shown, and freed by its last user
proves  A wait by another open file is answered when that user is gone, and not before
pitfalls 2 8
needs   grants display
tags    core sharing

front: grant screen 320x240 XR24 to=back
front: draw screen test-card
other: from-refs shot of=screen
back: receive copy of=shot
back: import picture of=copy
back: show picture
back: check picture shows=screen

xen: kill other
front: draw screen noise
back: check picture shows=screen
back: wait-free copy timeout=20ms expect ETIMEDOUT

back: hide
back: close picture
back: wait-free copy timeout=0ms expect ETIMEDOUT
back: wait-free copy timeout=forever &waiter
back: until waiters copy = 1
back: close copy
back: join waiter
back: wait-free copy expect ENOENT
front: end screen
