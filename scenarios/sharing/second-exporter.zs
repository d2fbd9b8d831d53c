# SPDX-License-Identifier: GPL-2.0-or-later
title   A buffer of a device that has no screen is lent, and shown by one that has
proves  TO_REFS takes any driver's buffer, and the frontend draws into the very pages that are shown
pitfalls 14 27
needs   grants display vgem
tags    sharing

# Below 64 KiB: vkms itself cannot take a longer piece of memory, and the DMA API's checks say so
back: dumb frame 128x120 XR24 device=vgem
back: to-refs lent of=frame to=front
back: import picture of=frame
front: map canvas of=lent
front: draw canvas test-card
back: show picture
back: check picture shows=canvas
front: draw canvas noise
back: check picture shows=canvas
back: compare frame with=canvas
back: hide
back: close picture
front: unmap canvas
back: close lent
back: close frame
