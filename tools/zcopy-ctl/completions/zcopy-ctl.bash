# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Completions for bash:  source tools/zcopy-ctl/completions/zcopy-ctl.bash
# What there is to choose from is asked of the program itself (zcopy-ctl complete).

_zcopy_ctl() {
	local program=${COMP_WORDS[0]} typed=${COMP_WORDS[COMP_CWORD]} words=() i line
	COMPREPLY=()
	# bash makes words of their own of "=" and what is behind it
	for ((i = 1; i <= COMP_CWORD; i++)); do
		if [ "${COMP_WORDS[i]}" = = ] && [ ${#words[@]} -gt 0 ]; then
			words[-1]+="="
			# shellcheck disable=SC2015 # the second part cannot fail
			[ $i -lt "$COMP_CWORD" ] && i=$((i + 1)) && words[-1]+=${COMP_WORDS[i]}
		else
			words+=("${COMP_WORDS[i]}")
		fi
	done
	[ "$typed" != = ] || typed=
	while IFS= read -r line; do
		case $line in
		:scenarios)
			compopt -o filenames 2>/dev/null
			mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$typed"; compgen -f -X '!*.zs' -- "$typed")
			;;
		:folders)
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -d -- "$typed")
			;;
		:files)
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -f -- "$typed")
			;;
		:command*) mapfile -t COMPREPLY < <(compgen -c -f -- "$typed") ;;
		*)
			line=${line%%$'\t'*}
			# Only what is behind the "=" is bash's word; a candidate that ends with one has its value next
			[[ $line != *=?* ]] || line=${line#*=}
			if [[ $line == *= ]]; then compopt -o nospace 2>/dev/null; fi
			COMPREPLY+=("$line")
			;;
		esac
	done < <("$program" complete "${words[@]}" 2>/dev/null)
}
complete -F _zcopy_ctl zcopy-ctl
