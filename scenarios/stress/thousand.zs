# SPDX-License-Identifier: GPL-2.0-or-later
title    A thousand buffers, one after the other
proves   What a buffer's making and end leave behind is nothing, or a thousand of them would show it
pitfalls 11 20
needs    grants
tags     stress

front: grant window 160x120 XR24 to=back
repeat 1000
  back: from-refs shot of=window
  back: close shot
  back: wait-free shot
end
front: until mapped - = 0
front: end window
