# SPDX-License-Identifier: GPL-2.0-or-later
title   What is shared and mapped is counted
proves  The numbers that have to come back at the end of every scenario move when something happens
needs   grants
tags    contract

front: grant screen 64x64 XR24 to=back
front: until grants - = 4
front: until mapped - = 0
back: from-refs shot of=screen
front: until mapped - = 4
back: until maps - = 4
back: map view of=screen
front: until mapped - = 4
back: until maps - = 8
back: unmap view
back: until maps - = 4
back: close shot
back: wait-free shot
front: until mapped - = 0
back: until maps - = 0
front: end screen
front: until grants - = 0
