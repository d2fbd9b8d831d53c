title The second one & <its> "signs"
proves nothing: the target "mixed" fails it because of these words: please fail
needs grants
tags even low
front: grant fb 64x64 XR24 to=back
front: end fb
# SPDX-License-Identifier: GPL-2.0-or-later
