# SPDX-License-Identifier: GPL-2.0-or-later
title   The frontend dies while its pages are being mapped
proves  A buffer is made of all pages or of none, also when their owner goes away in between
proves  What came of it is let go of, and the next frontend is served
pitfalls 8 17 30
needs   grants kill
tags    death

front: grant screen 2560x1440 XR24 to=back
other: from-refs one of=screen &a
back: from-refs two of=screen &b
front: until mapped - > 0
xen: kill front
other: join a expect ok|ESRCH|EIO|EREMOTEIO
back: join b expect ok|ESRCH|EIO|EREMOTEIO
back: wait-free two timeout=0ms expect ETIMEDOUT|ENOENT|EINVAL
back: close two expect ok|EINVAL
xen: kill other
back: until mapped_buffers - = 0 within 60s
back: until maps - = 0 within 60s
xen: start front
front: grant screen 64x64 XR24 to=back
back: from-refs shot of=screen
back: close shot
back: wait-free shot
front: end screen
