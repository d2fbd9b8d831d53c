# SPDX-License-Identifier: GPL-2.0-or-later
title   A frontend's own pages on the backend's screen
proves  The display scans out the very pages that the frontend granted
proves  What the frontend draws later is on the next frame, with no call in between
pitfalls 26
needs   grants display
tags    core display

front: grant screen 1920x1080 XR24 to=back
front: draw screen test-card

back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: check picture shows=screen save=scanout

# Nobody tells the backend: the pages are shared, not copied
front: draw screen noise
back: check picture shows=screen

back: hide
back: close picture
back: close shot
back: wait-free shot
front: end screen
