# SPDX-License-Identifier: GPL-2.0-or-later
# report.awk part=absent ABSENT part=reasons REASONS part=gcov GCOV... - see mk/coverage.
# Ends with 0 or 1.
#
# ABSENT: a source in each line that is not in the kernel that counts.
# REASONS: see there.

function complain(text) { complaints[++ncomplaints] = text }

function trim(text) { gsub(/^[ \t]+|[ \t]+$/, "", text); return text }

FNR == 1 { function_name = ""; file = ""; fresh = 1 }

part == "absent" { absent[$1] = 1; next }

part == "reasons" && (/^#/ || /^[ \t]*$/) { next }
part == "reasons" && /^=/ {
	reason = (fresh ? "" : reason " ") trim(substr($0, 2))
	fresh = 0
	next
}
part == "reasons" {
	key = trim($0)
	if (key in why)
		complain("twice in the reasons: " key)
	why[key] = reason
	fresh = 1
	next
}

# gcov: COUNT:NUMBER:TEXT
{
	match($0, /^[^:]*:[^:]*:/)
	split(substr($0, 1, RLENGTH), field, ":")
	count = trim(field[1])
	number = field[2] + 0
	text = substr($0, RLENGTH + 1)
}
number == 0 && text ~ /^Source:/ { file = substr(text, 8); sub(/.*\//, "", file); next }
number == 0 || count == "-" && text !~ /^[a-zA-Z]/ { next }
# Kernel style: only what begins at the left edge and is no prototype opens a function
text ~ /^[a-zA-Z].*[a-z0-9_]\(/ && text !~ /;$/ {
	function_name = text
	sub(/\(.*/, "", function_name)
	sub(/.*[ *]/, "", function_name)
}
count == "-" || file !~ /^zcopy_/ { next }
# A macro of several functions: the line as a whole comes first, then for each of them
(file, number) in counted { next }
{
	counted[file, number] = 1
	lines[file]++
	if (count !~ /^[#=]/) {
		ran[file]++
		next
	}
	left++
	key = file " " function_name ": " trim(text)
	if (key in why) {
		used[key] = 1
		note = why[key]
	} else {
		complain("no reason: " key)
		note = "NO REASON"
	}
	rest[++nrest] = sprintf("%s:%d %s: %s\n#     %s", file, number, function_name, trim(text), note)
}

function result(good, text) {
	printf "%s %d - %s\n", good ? "ok" : "not ok", ++number_of_results, text
	if (!good)
		failed = 1
}

END {
	printf "#\n# %-20s %6s %6s\n", "file", "lines", "ran"
	for (file in absent) {
		if (file in why) {
			used[file] = 1
			note = why[file]
		} else {
			complain("not in this kernel, and no reason: " file)
			note = "NO REASON"
		}
		printf "# %-20s not in this kernel: %s\n", file, note | "sort"
	}
	for (file in lines) {
		all += lines[file]
		all_ran += ran[file]
		printf "# %-20s %6d %6d %6.1f %%\n", file, lines[file], ran[file],
			100 * ran[file] / lines[file] | "sort"
	}
	close("sort")
	share = all ? 100 * all_ran / all : 0
	printf "# %-20s %6d %6d %6.1f %%\n#\n", "together", all, all_ran, share
	if (nrest)
		print "# Lines that did not run, and why:"
	for (i = 1; i <= nrest; i++)
		print "# " rest[i]
	for (key in why)
		if (!(key in used))
			complain("it runs, or is not there any more, but has a reason: " key)
	print "#"
	for (i = 1; i <= ncomplaints; i++)
		print "# " complaints[i]
	result(share >= least, sprintf("%.1f %% of %d lines of the driver ran, at least %d %% have to",
				       share, all, least))
	result(!ncomplaints, sprintf("each of the %d lines that did not run has a reason that holds",
				     nrest))
	print "1..2"
	exit failed
}
