# SPDX-License-Identifier: GPL-2.0-or-later
title   A buffer of $size in $back
proves  What the scenarios themselves do not say, for the fuzzer
needs   grants display
tags    fuzz
variants size,back 320x240,XR24 640x480,RG16
variants count 1 0x10
let     seed 7
known-to-fail on uml with 0x10 it is $size
pitfalls 1 32

front: grant screen $size $back to=back
front: draw screen test-card seed=$seed
back: from-refs shot of=screen count=$count
back: import picture of=shot
back: show picture
back: check picture shows=screen save=s-$size
back: hide
back: close picture
back: close shot
back: wait-free shot
front: end screen
