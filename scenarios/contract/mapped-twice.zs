# SPDX-License-Identifier: GPL-2.0-or-later
title   The same grants are mapped by two buffers
proves  Each buffer has mappings of its own: one may go while the other stays on the screen
pitfalls 4 7
needs   grants display
tags    contract

front: grant screen 320x240 XR24 to=back
front: draw screen test-card
back: from-refs one of=screen
back: from-refs two of=screen
back: import picture of=two
back: show picture
back: close one
back: wait-free one
back: wait-free two timeout=0ms expect ETIMEDOUT
front: draw screen noise
back: check picture shows=screen
back: hide
back: close picture
back: close two
back: wait-free two
front: end screen
