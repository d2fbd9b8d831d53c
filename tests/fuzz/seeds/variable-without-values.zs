# SPDX-License-Identifier: GPL-2.0-or-later
title T
proves P
variants a 1
variants b
let c 2
back: hide
