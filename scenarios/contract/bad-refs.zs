# SPDX-License-Identifier: GPL-2.0-or-later
title   One bad grant reference: first, in the middle, last
proves  All references are mapped or none, and the good ones around a bad one are unmapped again
pitfalls 17 30
needs   grants
tags    core contract

front: grant screen 320x240 XR24 to=back
back: from-refs shot of=screen bad=first expect ENXIO
front: until mapped - = 0
back: from-refs shot of=screen bad=middle expect ENXIO
front: until mapped - = 0
back: from-refs shot of=screen bad=last expect ENXIO
front: until mapped - = 0

# The same references, all good
back: from-refs shot of=screen
back: close shot
back: wait-free shot
front: end screen
