# SPDX-License-Identifier: GPL-2.0-or-later
title   References of a domain that did not grant them
proves  A foreign domain's grants are out of reach, and so are ids that are no domain's
pitfalls 12 30
needs   grants
tags    core contract

front: grant screen 64x64 XR24 to=back
# No such domain
back: from-refs shot of=screen domain=9 expect ESRCH
# DOMID_SELF, DOMID_INVALID, and the frontend's id with a bit that 16 bits cut off
back: from-refs shot of=screen domain=0x7FF0 expect EINVAL
back: from-refs shot of=screen domain=0x7FF4 expect EINVAL
back: from-refs shot of=screen domain=0x10001 expect EINVAL

# Granted to the frontend itself: not for the backend
front: grant private 64x64 XR24 to=front
back: from-refs theft of=private expect EIO
front: end private
front: end screen
