# SPDX-License-Identifier: GPL-2.0-or-later
title   A window that is resized fifty times
proves  Creating and destroying quickly leaves nothing behind, on either side
pitfalls 20
needs   grants display
tags    contract stress

repeat 50
  front: grant window 160x120 XR24 to=back
  back: from-refs shot of=window
  back: import picture of=shot
  back: close picture
  back: close shot
  back: wait-free shot
  front: end window
end
