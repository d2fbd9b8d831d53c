#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# complete.sh PROGRAM WORD... - what bash offers for the last WORD of this command line, a line each
source "$(dirname "$0")/../../tools/zcopy-ctl/completions/zcopy-ctl.bash"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_zcopy_ctl
printf '%s\n' "${COMPREPLY[@]}"
