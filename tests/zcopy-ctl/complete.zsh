#!/bin/zsh -f
# SPDX-License-Identifier: GPL-2.0-or-later
# complete.zsh PROGRAM TEXT - types TEXT and Tab into a zsh that runs in a pseudo terminal: prints what it
# shows, and then, as <LINE>, what the command line has become
zmodload zsh/zpty
program=$1 text=$2
here=${0:A:h}
zpty shell env TERM=dumb zsh -f -i
zpty -w shell "unset zle_bracketed_paste; PS1='> '; stty -echo columns 500; path=(${(q)program:h} \$path); cd ${(q)PWD}"
zpty -w shell "fpath=(${(q)here}/../../tools/zcopy-ctl/completions \$fpath); autoload -Uz compinit; compinit -u -D"
zpty -w shell "LISTMAX=100000; show() { zle -I; print -r -- \"<\$BUFFER>\"; exit }; zle -N show; bindkey '^X' show; setopt NO_LIST_BEEP; print read''y"
zpty -r -m shell said '*ready*' || exit 1
zpty -n -w shell "$text"$'\t'
zpty -n -w shell $'\C-x'
zpty -r -m shell said '*<*>*'
print -r -- "${said//$'\r'/}" | sed 's/  *$//'
zpty -d shell
