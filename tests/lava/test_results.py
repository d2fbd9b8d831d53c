# SPDX-License-Identifier: GPL-2.0-or-later
"""What zlava.results reads in a job's log, and what zlava.watch makes of it. TAP."""
import base64
import hashlib
import io
import json
import sys

from zlava import watch
from zlava.results import Result

PICTURE = bytes(range(256))
TEXT = base64.encodebytes(PICTURE).decode().split()
SUM = hashlib.sha256(PICTURE).hexdigest()


def log(*entries):
    """LAVA's own form: a YAML list, an entry in each line."""
    return "\n".join("- " + json.dumps({"dt": "2026-01-01", "lvl": level, "msg": message}) for level, message in entries)


def case(name, result, **more):
    return "results", {"definition": "1_scenarios", "case": name, "result": result, **more}


def job(result, **more):
    return "results", {"definition": "lava", "case": "job", "result": result, **more}


def finished(text, health="Complete", expect=""):
    """A job that ended with this log."""
    one = watch.Job("board.core", 1, expect)
    one.state, one.health, one.device, one.result = "Finished", health, "board-01", Result(text)
    return one


def sent(lines, name="x.png"):
    """What run-scenarios prints of a file."""
    return [("target", line) for line in
            (f"=== file {name}, {len(PICTURE)} bytes, sha256 {SUM} ===", *lines, f"=== end of file {name} ===")]


def checks():
    """(name, good) of each test."""
    good = Result(log(("target", "hello"), ("results", {"definition": "lava", "case": "deploy", "result": "pass"}),
                      case("a", "pass", set="display", measurement=1.5), case("b", "skip"), job("pass")))
    yield "cases of tests, not of LAVA", [c["case"] for c in good.cases] == ["a", "b"]
    yield "with set and measurement", good.cases[0]["set"] == "display" and good.cases[0]["measurement"] == 1.5
    yield "the console, line by line", good.console == ["hello"]
    yield "no cause where nothing went wrong", good.cause == ""
    yield "a log that ends in the middle of a line", Result(log(case("a", "pass")) + "\n- {\"dt\": \"20").count("pass") == 1
    yield "a picture that came whole", list(Result(log(*sent(TEXT))).files()) == [("x.png", PICTURE)]
    yield "a picture that lost a line", list(Result(log(*sent(TEXT[1:]))).files()) == [("x.png", None)]
    yield "a picture with another's word in it", list(Result(log(*sent(TEXT + ["(XEN) !"]))).files()) == [("x.png", None)]
    yield "two of them", len(list(Result(log(*sent(TEXT), *sent(TEXT, "y.log"))).files())) == 2

    yield "all passed: ok", finished(log(case("a", "pass"), job("pass"))).verdict() == ""
    yield "a skip is no failure", finished(log(case("a", "skip"), job("pass"))).verdict() == ""
    yield "a failed case of a complete job", "failed: b" in finished(log(case("a", "pass"), case("b", "fail"), job("pass"))).verdict()
    yield "an unknown result", "failed: b" in finished(log(case("b", "unknown"), job("pass"))).verdict()
    yield "no case at all", finished(log(job("pass"))).verdict() == "no test case at all"
    words = finished(log(("target", "[ 7.07] Kernel panic - not syncing: No init"), job("fail", error_msg="Matched x")), "Incomplete")
    yield "the words of a panic stand first", words.verdict() == "Kernel panic - not syncing: No init (Matched x)"
    panic = log(job("fail", error_type="Job", error_msg="end Kernel panic - not\n syncing: x"))
    yield "an incomplete job says its cause", finished(panic, "Incomplete").verdict() == "end Kernel panic - not syncing: x"
    yield "one without a cause, too", finished(log(), "Canceled").verdict() == "ended as canceled"
    yield "a cause that was expected", finished(panic, "Incomplete", "Kernel panic").verdict() == ""
    yield "another cause than that", "should have" in finished(log(job("fail", error_msg="timed out")), "Incomplete", "Kernel panic").verdict()
    yield "no end where one was expected", "should have" in finished(log(case("a", "pass"), job("pass")), "Complete", "Kernel panic").verdict()
    out = io.StringIO()
    yield "a table is good when all its jobs are", watch.table([finished(log(case("a", "pass")))], out)
    yield "with a line for each", "board.core  board-01  Complete  1     0     0     0:00  ok" in out.getvalue()
    yield "and bad when one is", not watch.table([finished(log(case("a", "pass"))), finished(panic, "Incomplete")], out)


def main():
    failed = number = 0
    for number, (name, good) in enumerate(checks(), 1):
        print(f"{'ok' if good else 'not ok'} {number} - {name}")
        failed += not good
    print(f"1..{number}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
