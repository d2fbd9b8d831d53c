# SPDX-License-Identifier: GPL-2.0-or-later
title   A wait is interrupted by signals, again and again
proves  A signal does not end the wait, and does not make it longer: it goes on with what was left
pitfalls 5
needs   grants
tags    release

front: grant screen 64x64 XR24 to=back
back: from-refs shot of=screen
back: wait-free shot timeout=1500ms &waiter
back: until waiters shot = 1
back: wait-free shot timeout=300ms expect ETIMEDOUT
back: interrupt waiter
back: wait-free shot timeout=300ms expect ETIMEDOUT
back: interrupt waiter
back: wait-free shot timeout=300ms expect ETIMEDOUT
back: interrupt waiter
# Half a second is left; started over, it would be one and a half
back: join waiter within 1200ms expect ETIMEDOUT

back: wait-free shot timeout=forever &endless
back: until waiters shot = 1
back: interrupt endless
back: interrupt endless
back: until waiters shot = 1
back: close shot
back: join endless
back: wait-free shot expect ENOENT
front: end screen
