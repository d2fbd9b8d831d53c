# SPDX-License-Identifier: GPL-2.0-or-later
title   Handle, file descriptor and framebuffer are closed in any order
proves  Whatever goes last is what frees the buffer, and only then
pitfalls 2 7
needs   grants display
tags    contract

front: grant screen 320x240 XR24 to=back

repeat 2
  back: from-refs shot of=screen
  back: export shot
  back: close shot part=handle
  back: wait-free shot timeout=0ms expect ETIMEDOUT
  back: close shot part=fd
  back: wait-free shot

  back: from-refs shot of=screen
  back: export shot
  back: close shot part=fd
  back: wait-free shot timeout=0ms expect ETIMEDOUT
  back: close shot part=handle
  back: wait-free shot

  back: from-refs shot of=screen
  back: import picture of=shot
  back: close shot
  back: close picture part=handle
  # The framebuffer holds what its handle named
  back: wait-free shot timeout=0ms expect ETIMEDOUT
  back: close picture part=fb
  back: wait-free shot
end

front: end screen
