# SPDX-License-Identifier: GPL-2.0-or-later
title   The frontend keeps a lent buffer mapped after its end
proves  Pages that the frontend still maps stay alive and granted, and that can be seen
proves  They are released when the frontend lets go at last
pitfalls 18 30
needs   grants display
tags    contract

back: dumb frame 320x240 XR24
back: to-refs lent of=frame to=front
front: map canvas of=lent
front: draw canvas test-card
back: close lent
back: close frame
back: until ending_buffers - = 1
back: until ending_pages - = 75
# Nobody else may get these pages: the frontend still draws into them
front: draw canvas noise
front: unmap canvas
back: until ending_buffers - = 0
