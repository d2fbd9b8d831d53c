# SPDX-License-Identifier: GPL-2.0-or-later
title   A buffer of 3840x2160 pixels, drawn by the backend
proves  A process of the backend maps 8100 foreign pages in one go
pitfalls 11
needs   grants mmap
tags    limits

front: grant screen 3840x2160 XR24 to=back
back: from-refs shot of=screen
back: draw shot gradient
back: close shot
back: wait-free shot timeout=60s within 60s
front: end screen
