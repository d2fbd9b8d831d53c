# SPDX-License-Identifier: GPL-2.0-or-later
title   Everything that stat counts, for a while
proves  Nothing by itself: stat is asked meanwhile
needs   grants display

front: grant screen 640x480 XR24 to=back
back: from-refs shot of=screen
back: dumb frame 320x240 XR24
back: to-refs lent of=frame to=front
front: map canvas of=lent
back: from-refs none of=screen bad=first expect ENXIO
back: wait-free shot timeout=3s expect ETIMEDOUT
front: unmap canvas
back: close lent
back: close frame
back: close shot
back: wait-free shot
front: end screen
