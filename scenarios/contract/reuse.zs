# SPDX-License-Identifier: GPL-2.0-or-later
title   Numbers of files and handles are used again, buffers are not mixed up
proves  A wait handle names one buffer for good: a new buffer with the old one's numbers is another one
pitfalls 2 4
needs   grants
tags    contract

front: grant old 64x64 XR24 to=back
front: grant new 64x64 XR24 to=back
back: from-refs first of=old
back: export first
back: close first
back: wait-free first

back: from-refs second of=new
back: export second
back: wait-free first expect ENOENT
back: wait-free second timeout=0ms expect ETIMEDOUT
back: close second
back: wait-free second
front: end old
front: end new
