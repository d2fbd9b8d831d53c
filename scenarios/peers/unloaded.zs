# SPDX-License-Identifier: GPL-2.0-or-later
title   The driver is unloaded while it is used, and when it is not
proves  As long as anything is left of a buffer, the module stays, whoever holds it
proves  With the last user it can go at once, and loaded again it is as good as new
pitfalls 8 18
needs   grants display unload
tags    peers core

front: grant screen 64x64 XR24 to=back
front: draw screen noise
# A handle; then a framebuffer of the display device alone; then a descriptor alone; then another process
back: from-refs shot of=screen
back: unload expect EAGAIN
back: import picture of=shot
back: show picture
back: close shot
back: unload expect EAGAIN
back: check picture shows=screen
back: export picture
back: hide
back: close picture part=fb
back: close picture part=handle
back: unload expect EAGAIN
other: receive copy of=picture
back: close picture
front: until mapped - = 4
back: unload expect EAGAIN
xen: kill other
front: until mapped - = 0
back: unload within 2s
back: from-refs shot of=screen expect ENODEV

back: load
back: from-refs shot of=screen
back: import picture of=shot
back: show picture
back: check picture shows=screen
back: hide
back: close picture
back: close shot
back: wait-free shot

# A lent buffer whose end the frontend puts off
back: dumb frame 64x64 XR24
back: to-refs lent of=frame to=front
front: map canvas of=lent
back: close lent
back: close frame
back: until ending_buffers - = 1
back: unload expect EAGAIN
front: draw canvas gradient
front: unmap canvas
back: until ending_buffers - = 0
back: unload within 2s
back: load
front: end screen
