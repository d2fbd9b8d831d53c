# SPDX-License-Identifier: GPL-2.0-or-later
title    The display's own buffer of $size pixels, $format, drawn by the frontend
proves   A lent buffer of one page, and rows that end inside a page, are shown as they were drawn
pitfalls 13 14
needs    grants display
tags     display
variants size,format 32x32,XR24 64x32,RG16 640x480,AR24 1366x768,XR24 333x111,XR24 641x33,RG16

back: dumb frame $size $format
back: to-refs lent of=frame to=front
front: map canvas of=lent
front: draw canvas test-card
back: show frame
back: check frame shows=canvas
back: hide
front: unmap canvas
back: close lent
back: close frame
