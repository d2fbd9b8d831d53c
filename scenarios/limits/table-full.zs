# SPDX-License-Identifier: GPL-2.0-or-later
title    A grant table that has no room for another buffer
proves   TO_REFS of a buffer that does not fit leaves none of its pages granted, and fits when there is room again
pitfalls 11 17
needs    grants large vgem
tags     limits large

# The table has 131072 entries where 'large' is offered, and needs some for itself
back: dumb frame 1024x65537 XR24 device=vgem within 30s
other: receive copy of=frame
back: to-refs lent of=frame to=front within 30s
other: to-refs more of=copy to=front within 30s expect ENOSPC
back: until granted_pages - = 65537
back: until grants - = 65537
back: close lent
back: until grants - = 0 within 30s
other: to-refs more of=copy to=front within 30s
other: close more
other: close copy
back: close frame
back: until granted_pages - = 0 within 30s
