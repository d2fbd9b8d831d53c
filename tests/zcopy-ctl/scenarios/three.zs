title The third one
proves nothing: it is for the tests of zcopy-ctl
needs grants
tags odd
front: grant fb 64x64 XR24 to=back
front: end fb
# SPDX-License-Identifier: GPL-2.0-or-later
