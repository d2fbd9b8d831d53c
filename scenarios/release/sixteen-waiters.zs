# SPDX-License-Identifier: GPL-2.0-or-later
title    Sixteen callers wait for one buffer
proves   Everybody who waits is woken by the one release, however long each would have waited
proves   A seventeenth who comes late is told that there is nothing to wait for
pitfalls 5 9
needs    grants
tags     release stress

front: grant screen 64x64 XR24 to=back
back: from-refs shot of=screen
back: wait-free shot timeout=forever &w1
back: wait-free shot timeout=forever &w2
back: wait-free shot timeout=forever &w3
back: wait-free shot timeout=forever &w4
back: wait-free shot timeout=forever &w5
back: wait-free shot timeout=forever &w6
back: wait-free shot timeout=forever &w7
back: wait-free shot timeout=forever &w8
back: wait-free shot timeout=60s &w9
back: wait-free shot timeout=60s &w10
back: wait-free shot timeout=60s &w11
back: wait-free shot timeout=60s &w12
back: wait-free shot timeout=4294967294ms &w13
back: wait-free shot timeout=4294967294ms &w14
back: wait-free shot timeout=50ms &w15
back: wait-free shot timeout=0ms expect ETIMEDOUT
back: join w15 expect ETIMEDOUT
back: until waiters shot = 14
back: wait-free shot timeout=30s &w16
back: wait-free shot timeout=30s &w17
back: until waiters shot = 16
back: close shot
back: join w1
back: join w2
back: join w3
back: join w4
back: join w5
back: join w6
back: join w7
back: join w8
back: join w9
back: join w10
back: join w11
back: join w12
back: join w13
back: join w14
back: join w16
back: join w17
back: wait-free shot timeout=forever expect ENOENT
back: wait-free shot timeout=0ms expect ENOENT
front: until mapped - = 0
front: end screen
