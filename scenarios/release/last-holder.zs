# SPDX-License-Identifier: GPL-2.0-or-later
title    Closed in this order: $p1 of $one, $p2 of $two, $p3 of $three
proves   In every order a buffer is there until its last holder is gone, and is gone right then
pitfalls 2 7
needs    grants display
tags     release
# shot has our handle and the descriptor that was exported; picture is all that the display device has
variants one,p1,two,p2,three,p3 shot,handle,shot,fd,picture,all shot,handle,picture,all,shot,fd shot,fd,shot,handle,picture,all shot,fd,picture,all,shot,handle picture,all,shot,handle,shot,fd picture,all,shot,fd,shot,handle

front: grant screen 320x240 XR24 to=back
back: from-refs shot of=screen
back: export shot
back: import picture of=shot
back: wait-free shot timeout=forever &waiter
back: until waiters shot = 1
back: close $one part=$p1
back: wait-free shot timeout=0ms expect ETIMEDOUT
back: close $two part=$p2
back: wait-free shot timeout=0ms expect ETIMEDOUT
front: until mapped - = 75
back: close $three part=$p3
back: join waiter
back: wait-free shot expect ENOENT
front: until mapped - = 0
front: end screen
