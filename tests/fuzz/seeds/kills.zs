# SPDX-License-Identifier: GPL-2.0-or-later
title T
proves P
needs grants display
variants size 8x8 9x9
known-to-fail with front@9 R
kill-at-every-step front back
front: grant fb $size XR24 to=back
back: from-refs shot of=fb
back: import picture of=shot
back: show picture
back: close shot part=fd
front: end fb expect EINVAL
