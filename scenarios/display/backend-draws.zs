# SPDX-License-Identifier: GPL-2.0-or-later
title   The backend draws into the frontend's pages with the processor
proves  The buffer can be mapped and written through its dma-buf, and the frontend sees it at once
pitfalls 26
needs   grants display mmap
tags    display

front: grant screen 640x480 XR24 to=back
back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: draw shot test-card
back: check picture shows=screen
back: draw shot noise
back: check picture shows=screen
back: hide
back: close picture
back: close shot
back: wait-free shot
front: end screen
