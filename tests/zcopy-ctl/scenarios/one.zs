tags odd low
title The first one
proves nothing: it is for the tests of zcopy-ctl
needs grants
front: grant fb 64x64 XR24 to=back
back: from-refs buf of=fb
back: close buf
front: end fb
# SPDX-License-Identifier: GPL-2.0-or-later
# The tests of zcopy-ctl run these on targets that are only played.
