# SPDX-License-Identifier: GPL-2.0-or-later
title   A buffer is shown by one device, imported by another, and read by a process
proves  Any number of importers and mappings see the same pages, and each of them keeps the buffer
pitfalls 7 8 27
needs   grants display mmap vgem
tags    sharing

front: grant screen 320x240 XR24 to=back
front: draw screen test-card
back: from-refs shot of=screen
back: import picture of=shot
back: import second of=shot device=vgem
back: show picture
back: check picture shows=screen
back: compare shot with=screen
back: compare second with=screen

# What is written through one of them is what all read
back: draw second noise
back: check picture shows=second
back: compare shot with=second
back: compare second with=screen
front: draw screen gradient
back: compare second with=screen

# The display lets go first, then the driver's own handle
back: hide
back: close picture
back: close shot
back: wait-free shot timeout=0ms expect ETIMEDOUT
back: compare second with=screen
back: close second
back: wait-free shot
front: end screen
