# SPDX-License-Identifier: GPL-2.0-or-later
# A zcopy-ctl that only prints, and LAVA's programs played: for tests of programs of
# ci/lava/tests, which set program to the one that is tried. TAP.
# shellcheck shell=bash disable=SC2154
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/plain" "$work/lava" "$work/out"
number=0 failed=0

# What zcopy-ctl prints is in $work/says, its exit status in $work/status
cat >"$work/plain/zcopy-ctl" <<-END
	#!/bin/sh
	echo "\$*" >$work/arguments
	cat $work/says
	exit \$(cat $work/status)
END
chmod +x "$work/plain/zcopy-ctl"
for word in case set raise; do
	printf '#!/bin/sh\necho "%s $*"\n' "$word" >"$work/lava/lava-test-$word"
	chmod +x "$work/lava/lava-test-$word"
done
answers() { printf '%s\n' "${@:2}" >"$work/says"; echo "$1" >"$work/status"; }
run() { # run plain|lava ARGUMENTS...: output with times taken out, and the exit status
	local path=$work/plain:$PATH
	[ "$1" = plain ] || path=$work/lava:$path
	PATH=$path ZCOPY_OUT=$work/out "$top/ci/lava/tests/$program" "${@:2}" 2>&1 |
		sed -E 's/ [0-9]+\.[0-9]{2} s$//; s/ --measurement [0-9]+\.[0-9]{2} --units seconds//'
	echo "status ${PIPESTATUS[0]}"
}
check() { # check NAME EXPECTED: against what is on standard input
	local seen
	seen=$(cat)
	number=$((number + 1))
	if [ "$seen" = "$2" ]; then
		echo "ok $number - $1"
	else
		failed=$((failed + 1))
		echo "not ok $number - $1"
		diff <(echo "$2") <(echo "$seen") | sed 's/^/# /'
	fi
}
lines() { printf '%s\n' "$@"; }
finish() { echo "1..$number"; [ $failed -eq 0 ]; }
