# SPDX-License-Identifier: GPL-2.0-or-later
# How programs of tests/ get into the image of a Xen target, and what comes of them: read by
# their scripts, which have set top, build (the target's own build folder), kernel and log.
# shellcheck shell=bash disable=SC2034,SC2154

missing() { echo "$1 is missing. This builds it: make -C $top $2" >&2; exit 3; }
[ -x "$build/zcopy-ctl" ] || missing zcopy-ctl tools

# must_be_well NOT-OK: ends with 4, and with a line that begins like that, when the log says
# that a kernel or Xen was not. ZCOPY_BUILD may be an image's by now, build is not.
must_be_well() {
	local splats status=0
	splats=$("$build/zcopy-ctl" splats "$log") || status=$?
	case $status in
	0) ;;
	4) echo "$1 - crashed: ${splats%%$'\n'*}; see $log"; exit 4 ;;
	*) echo "$1 - zcopy-ctl could not look for crashes in $log"; exit 3 ;;
	esac
}

# program ROOM FOLDER MAKE-ARGUMENTS...: builds what tests/ROOM has
program() {
	local room=$1 folder=$2; shift 2
	make --no-print-directory -s -C "$top/tests/$room" O="$folder" "$@" >"$log" 2>&1 || { cat "$log" >&2; exit 3; }
}

# image TARGET ROOM PROGRAM...: an image of that target with programs of tests/ROOM, and
# with what is in tests/ROOM/guest, in /usr/bin. It is made of the target's own image and
# lies beside it; ZCOPY_BUILD points there afterwards.
image() {
	local target=$1 room=$2 arch=amd64 triplet=x86_64-linux-gnu from=$build/xen own=$build/$2/xen root name extra
	shift 2
	[ "$target" != xen-arm64 ] || arch=arm64 triplet=aarch64-linux-gnu
	[ -e "$from/$arch/$kernel/dom0.cpio" ] || missing "The target $target" "$target-$kernel"
	mkdir -p "$own/$arch/$kernel"
	root=$(readlink -e "$from/root-$arch")
	ln -sfn "$root" "$own/root-$arch"
	ln -sfn "$from/$arch/tools" "$own/$arch/tools"
	ln -sfn "$(readlink -e "$from/$arch/$kernel/kernel")" "$own/$arch/$kernel/kernel"
	ln -sfn "$from/$arch/$kernel/modules" "$own/$arch/$kernel/modules"
	PKG_CONFIG_SYSROOT_DIR=$root PKG_CONFIG_LIBDIR=$root/usr/lib/$triplet/pkgconfig:$root/usr/share/pkgconfig \
		program "$room" "$build/tests/$room-$arch" CC="$triplet-gcc --sysroot=$root"
	extra=$(echo "$top/tests/$room"/guest/*)
	for name; do extra="$extra $build/tests/$room-$arch/$name"; done
	ZCOPY_EXTRA=$extra "$top/targets/xen/build-image" "$arch" "$own/$arch/$kernel" >"$log" 2>&1 ||
		{ cat "$log" >&2; exit 3; }
	export ZCOPY_BUILD=$build/$room
}
