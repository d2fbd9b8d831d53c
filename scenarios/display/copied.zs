# SPDX-License-Identifier: GPL-2.0-or-later
title   A frame that is copied, as without this driver
proves  What the processor copies from mapped grants shows the same picture; 'zcopy-ctl bench' times it
needs   grants display
tags    display

front: grant screen 640x480 XR24 to=back
front: draw screen test-card
back: map seen of=screen
back: dumb own 640x480 XR24
back: copy own of=seen
back: show own
back: check own shows=screen
# A copy is old when the frontend has drawn
front: draw screen noise
back: compare own with=screen expect EBADMSG
back: copy own of=seen
back: compare own with=screen
back: hide
back: close own
back: unmap seen

# Sizes that differ
back: dumb small 320x240 XR24
back: map seen of=screen
back: copy small of=seen expect EINVAL
back: unmap seen
back: close small
front: end screen
