# SPDX-License-Identifier: GPL-2.0-or-later
title   A frontend ends its grants while the backend maps them
proves  What is mapped stays mapped, readable and on the screen, although the frontend has no use for it any more
proves  The frontend works on meanwhile, and its pages come back when the backend lets go at last
pitfalls 18 30
needs   grants display
tags    peers

front: grant screen 64x64 XR24 to=back
front: draw screen test-card
back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: check picture shows=screen
front: end screen
back: check picture shows=screen
# The frontend cannot take them back, and no other buffer of its gets these pages
front: until mapped - = 4
front: until mapped - = 4
front: grant next 64x64 XR24 to=back
front: draw next noise
back: check picture shows=screen
back: from-refs second of=next
back: close second
back: wait-free second
front: end next
back: check picture shows=screen
back: wait-free shot timeout=20ms expect ETIMEDOUT
front: until mapped - = 4
back: hide
back: close picture
back: close shot
back: wait-free shot
front: until mapped - = 0
# The frontend's kernel looks once a second whether it can have them back
front: until grants - = 0 within 10s
# And then they are not the backend's to map
back: from-refs late of=screen expect EIO
