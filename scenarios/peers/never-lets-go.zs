# SPDX-License-Identifier: GPL-2.0-or-later
title   A frontend that keeps every lent buffer mapped for ever
proves  Buffers that are over for the backend wait for the frontend, counted against who lent them, and disturb nobody
proves  The death of the frontend is what frees them all
pitfalls 18 30
needs   grants display kill
tags    peers

back: dumb one 64x64 XR24
back: dumb two 64x64 XR24
back: dumb three 64x64 XR24
back: to-refs lent-one of=one to=front
back: to-refs lent-two of=two to=front
back: to-refs lent-three of=three to=front
front: map canvas-one of=lent-one
front: map canvas-two of=lent-two
front: map canvas-three of=lent-three
back: close lent-one
back: close lent-two
back: close lent-three
back: close one
back: close two
back: close three
back: until ending_buffers - = 3
back: until ending_pages - = 12

# They are the backend's own memory, so its limit counts them
back: set max_pages_per_file 12
front: grant screen 64x64 XR24 to=back
back: from-refs shot of=screen expect EDQUOT
back: set max_pages_per_file 16
# Everything else goes on
front: draw screen test-card
front: draw canvas-two noise
repeat 20
  back: from-refs shot of=screen
  back: import picture of=shot
  back: show picture
  back: hide
  back: close picture
  back: close shot
  back: wait-free shot
end
back: until ending_buffers - = 3

xen: kill front
back: until ending_buffers - = 0
back: until granted_pages - = 0
xen: start front
