# SPDX-License-Identifier: GPL-2.0-or-later
title   Strides that the display device does not accept
proves  The driver makes any buffer that fits its pages; what the display refuses is undone, and the next one is shown
pitfalls 31
needs   grants display
tags    display

front: grant screen 64x64 XR24 to=back
front: draw screen test-card
# Rows of two bytes per pixel, shown as if they had four
back: from-refs narrow of=screen bpp=16
back: import picture of=narrow expect EINVAL
back: close narrow
back: wait-free narrow
# Rows that end within a byte
back: from-refs odd of=screen size=61x64 bpp=31
back: import picture of=odd expect EINVAL
back: close odd
back: wait-free odd

back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: check picture shows=screen
back: hide
back: close picture
back: close shot
back: wait-free shot
front: end screen
