# SPDX-License-Identifier: GPL-2.0-or-later
title   The frontend draws into the display device's own buffer
proves  The pages of a dumb buffer of the display device, granted, are the frontend's canvas
proves  Closing the handle ends the grants once the frontend has unmapped them
pitfalls 18 26
needs   grants display
tags    core display

back: dumb frame 1920x1080 XR24
back: to-refs lent of=frame to=front
front: map canvas of=lent
front: draw canvas test-card

back: show frame
back: check frame shows=canvas save=to-refs

front: draw canvas noise
back: check frame shows=canvas

back: hide
front: unmap canvas
back: close lent
back: close frame
