# SPDX-License-Identifier: GPL-2.0-or-later
title   A window that is resized fifty times
proves  Creating and destroying quickly leaves nothing behind, on either side
proves  The next size is made before the last is gone, as a window that is resized needs it
pitfalls 20
needs   grants display
tags    contract stress

repeat 50
  front: grant small 160x120 XR24 to=back
  back: from-refs shot of=small
  back: import picture of=shot
  back: show picture
  front: grant large 163x151 XR24 to=back
  back: from-refs next of=large
  back: import resized of=next
  back: show resized
  back: close picture
  back: close shot
  back: wait-free shot
  front: end small
  back: hide
  back: close resized
  back: close next
  back: wait-free next
  front: end large
end
