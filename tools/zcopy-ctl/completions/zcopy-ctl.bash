# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completions for bash:  source tools/zcopy-ctl/completions/zcopy-ctl.bash
# What there is to choose from is asked of the program itself, so that it is never out of date.

# Names from "zcopy-ctl --help": two blanks, a word, what it is for
_zcopy_ctl_commands() { "$1" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p'; }
_zcopy_ctl_options() { "$1" "$2" --help 2>/dev/null | grep -oE '^ .{0,8}--[a-z][a-z-]*=?' | grep -oE -- '--[a-z-]+=?'; }
_zcopy_ctl_targets() { "$1" list --targets 2>/dev/null | sed 's/ .*//'; }
_zcopy_ctl_kernels() { "$1" list --targets 2>/dev/null | sed -n "s/^${2:-uml} *kernels: //p" | sed 's/ (not built)//g' | tr -d ','; }
_zcopy_ctl_tags() { "$1" list 2>/dev/null | sed -n 's/.*  \[\(.*\)\]$/\1/p' | tr ' ' '\n' | sort -u; }
_zcopy_ctl_names() { "$1" list --json 2>/dev/null | sed -n 's/^ *"name": "\(.*\)",*$/\1/p'; }

# The value given for an option earlier in the line, as --on=X or --on X
_zcopy_ctl_given() {
	local i
	for ((i = 2; i < COMP_CWORD; i++)); do
		[ "${COMP_WORDS[i]}" = "$1" ] || continue
		[ "${COMP_WORDS[i + 1]}" = = ] && i=$((i + 1))
		echo "${COMP_WORDS[i + 1]}"
	done
}

_zcopy_ctl() {
	local program=${COMP_WORDS[0]} command=${COMP_WORDS[1]}
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} choices
	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_zcopy_ctl_commands "$program") --help --version" -- "$word")
		return
	fi
	# bash makes words of their own of "=" and what is behind it
	[ "$before" = = ] && before=${COMP_WORDS[COMP_CWORD - 2]}
	[ "$word" = = ] && { before=${COMP_WORDS[COMP_CWORD - 1]}; word=; }
	case $before in
	--on) choices=$(_zcopy_ctl_targets "$program") ;;
	--kernel) choices=$(_zcopy_ctl_kernels "$program" "$(_zcopy_ctl_given --on)") ;;
	--format) choices="pretty ktap junit json" ;;
	--tags) choices=$(_zcopy_ctl_tags "$program") ;;
	--out)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
		;;
	--timeout | --seed | --repeat | --shuffle | --jobs) return ;;
	*)
		case $command:$word in
		help:*) choices="$(_zcopy_ctl_commands "$program") verbs" ;;
		*:-*)
			choices=$(_zcopy_ctl_options "$program" "$command")
			compopt -o nospace 2>/dev/null
			;;
		run:* | watch:* | list:* | lint:*)
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -d -- "$word"; compgen -f -X '!*.zs' -- "$word"
				[[ $word == */* ]] || compgen -W "$(_zcopy_ctl_names "$program")" -- "$word")
			return
			;;
		esac
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
	# An option that takes nothing is followed by a blank, one that takes something by its value
	[ "${#COMPREPLY[@]}" -eq 1 ] && [[ ${COMPREPLY[0]} == --* && ${COMPREPLY[0]} != *= ]] && COMPREPLY[0]+=" "
}
complete -F _zcopy_ctl zcopy-ctl
