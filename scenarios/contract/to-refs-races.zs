# SPDX-License-Identifier: GPL-2.0-or-later
title   A handle is closed while its buffer is being granted
proves  TO_REFS either grants the whole buffer or nothing, whatever happens to the handle meanwhile
proves  The end of the process lets go of what was granted
pitfalls 10 20
needs   grants display
tags    contract stress

back: dumb frame 320x240 XR24
repeat 10
  other: receive copy of=frame
  other: to-refs lent of=copy to=front
  # A file has one handle of a buffer, however often it is imported. Who is refused
  # closes it, so the close that we ask for may come second.
  parallel
    other: close lent expect ok|EINVAL
    other: to-refs again of=copy to=front expect ok|EBUSY|ENOENT
    other: to-refs more of=copy to=front expect ok|EBUSY|ENOENT
  end
  xen: kill other
  back: until granted_buffers - = 0
  back: until ending_buffers - = 0
  xen: start other
end
back: close frame
