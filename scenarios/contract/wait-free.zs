# SPDX-License-Identifier: GPL-2.0-or-later
title   WAIT_FREE answers when the grants are unmapped, and wakes everybody
proves  While somebody holds the buffer a wait times out
proves  Two waits at once are both answered, and a late question gets ENOENT
pitfalls 4 5 6 9
needs   grants display
tags    core contract

front: grant screen 640x480 XR24 to=back
back: from-refs shot of=screen
back: wait-free shot timeout=20ms expect ETIMEDOUT
# Without timeout= it waits for as long as the step may take
back: wait-free shot within 30ms expect ETIMEDOUT
back: import picture of=shot
back: close shot
# The display device still holds it
back: wait-free shot timeout=20ms expect ETIMEDOUT

back: wait-free shot timeout=forever &one
back: wait-free shot timeout=60s &two
back: until waiters shot = 2
back: close picture
back: join one
back: join two
back: wait-free shot expect ENOENT
# What WAIT_FREE promises: the frontend's pages are its own again
front: until mapped - = 0
front: end screen
