# SPDX-License-Identifier: GPL-2.0-or-later
title   Sizes and counts that do not fit together
proves  Fewer references than the size needs, none at all, and overflowing sizes are EINVAL
proves  More references than needed are mapped and unmapped with the buffer
pitfalls 13 30
needs   grants
tags    core contract

front: grant screen 64x64 XR24 to=back
back: from-refs shot of=screen count=3 expect EINVAL
back: from-refs shot of=screen count=0 expect EINVAL
back: from-refs shot of=screen size=64x65 expect EINVAL
back: from-refs shot of=screen size=0x64 expect EINVAL
back: from-refs shot of=screen size=64x0 expect EINVAL
back: from-refs shot of=screen bpp=0 expect EINVAL
# 2^32 bytes and above
back: from-refs shot of=screen size=32768x32768 expect EINVAL
back: from-refs shot of=screen size=4294967295x4294967295 expect EINVAL
back: from-refs shot of=screen size=65536x65536 bpp=4294967295 expect EINVAL
front: until mapped - = 0

# The same reference twice is legal: one page shown at two places
back: from-refs shot of=screen count=8
front: until mapped - = 4
back: close shot
back: wait-free shot
front: end screen
