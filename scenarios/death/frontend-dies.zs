# SPDX-License-Identifier: GPL-2.0-or-later
title   The frontend dies while its picture is on the screen
proves  Its pages stay on the screen until the backend lets go, and WAIT_FREE tells when that is done
proves  A frontend started again begins anew
pitfalls 8 30
needs   grants display kill
tags    core death

front: grant screen 640x480 XR24 to=back
front: draw screen test-card
back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: check picture shows=screen

xen: kill front
back: check picture shows=screen
back: wait-free shot timeout=20ms expect ETIMEDOUT
back: hide
back: close picture
back: close shot
back: wait-free shot
back: until maps - = 0

xen: start front
front: grant screen 640x480 XR24 to=back
front: draw screen gradient
back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: check picture shows=screen
back: hide
back: close picture
back: close shot
back: wait-free shot
front: end screen
