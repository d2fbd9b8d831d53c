# SPDX-License-Identifier: GPL-2.0-or-later
title   WAIT_FREE waits for the hypervisor, not for the last close
proves  Unmapping that takes long keeps WAIT_FREE waiting, although nobody holds the buffer
pitfalls 6
needs   grants faults
tags    contract

front: grant screen 64x64 XR24 to=back
back: from-refs shot of=screen
xen: fault unmap delay_ms=100 domain=back
back: wait-free shot timeout=3s &waiter
back: until waiters shot = 1
back: close shot
back: join waiter
front: until mapped - = 0 within 1ms
back: wait-free shot expect ENOENT
front: end screen
